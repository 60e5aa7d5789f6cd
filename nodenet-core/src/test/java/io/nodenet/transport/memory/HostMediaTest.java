package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.TransportListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Media sessions in memory that the threads of applications use. */
@Timeout(60)
class HostMediaTest {
    private static final long WAIT_SECONDS = 20;

    private final VirtualTime time = new VirtualTime();
    private final MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(1));
    private final NetworkThread thread = new NetworkThread(time);
    private final ExecutorService applications = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() {
        thread.close();
        applications.shutdownNow();
    }

    /** A node that hands each session on. */
    private final class Host implements TransportListener {
        final HostTransport transport;
        final BlockingQueue<MediaSession> sessions = new LinkedBlockingQueue<>();

        Host(int number) {
            byte[] id = new byte[NodeId.LENGTH];
            id[0] = (byte) number;
            transport = thread.call(() -> new HostTransport(
                    thread, network.transport(NodeId.of(id), Endpoint.quic("10.0." + number + ".1:4242"))));
            transport.start(this);
        }

        MediaSession session() throws InterruptedException {
            MediaSession session = sessions.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(session).isNotNull();
            return session;
        }

        @Override
        public void onMedia(MediaConnection session) {
            sessions.add(session.handOver(applications, PathKind.DIRECT));
        }

        @Override
        public void onMediaOpened(long operation, MediaConnection session) {
            onMedia(session);
        }

        @Override
        public void onFrame(Connection connection, ByteBuf frame) {}

        @Override
        public void onConnectionClosed(Connection connection, CloseReason reason) {}

        @Override
        public void onWritable(Connection connection) {}

        @Override
        public void onDialed(long operation, Connection connection) {}

        @Override
        public void onDialFailed(long operation, DialFailure failure) {}
    }

    private void send(MediaSession session, int count) {
        ByteBuffer payload = ByteBuffer.allocate(100);
        for (int i = 0; i < count; i++) {
            while (session.sendDatagram(16, payload) == MediaSendResult.BACKPRESSURE) {
                Thread.yield();
            }
        }
    }

    @Test
    void threadsSendAndReceiveAndNothingIsLostUncounted() throws Exception {
        Host a = new Host(1);
        Host b = new Host(2);
        a.transport
                .loop()
                .execute(() -> a.transport.openMedia(
                        1,
                        b.transport.localId(),
                        b.transport.boundEndpoint(),
                        Duration.ofSeconds(5).toNanos()));
        MediaSession near = a.session();
        MediaSession far = b.session();
        BlockingQueue<MediaFrame> messages = new LinkedBlockingQueue<>();
        CompletableFuture<MediaCloseReason> closed = new CompletableFuture<>();
        far.listen(new MediaListener() {
            @Override
            public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
                assertThat(payload.remaining()).isEqualTo(100);
            }

            @Override
            public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
                messages.add(new MediaFrame(true, channel, receivedNanos, new byte[payload.remaining()]));
            }

            @Override
            public void onClosed(MediaCloseReason reason) {
                closed.complete(reason);
            }
        });

        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            senders.add(applications.submit(() -> send(near, 2_000)));
        }
        for (Future<?> sender : senders) {
            sender.get(WAIT_SECONDS, TimeUnit.SECONDS);
        }
        thread.advance(Duration.ofSeconds(1));
        near.sendMessage(20, ByteBuffer.allocate(50_000)).get(WAIT_SECONDS, TimeUnit.SECONDS);
        MediaFrame message = messages.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        near.close();

        assertThat(closed.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(message).isNotNull();
        assertThat(message.payload()).hasSize(50_000);
        assertThat(near.stats().get(MediaCounter.TX_DATAGRAMS)).isEqualTo(4_000);
        assertThat(far.stats().get(MediaCounter.RX_DATAGRAMS)
                        + far.stats().get(MediaCounter.RX_DROPPED_BUDGET)
                        + far.stats().get(MediaCounter.RX_DROPPED_QUEUE))
                .isEqualTo(4_000);
        assertThat(near.sendDatagram(16, ByteBuffer.allocate(1))).isEqualTo(MediaSendResult.CLOSED);
        assertThat(a.transport.hasMedia()).isTrue();
        assertThat(a.transport.mediaCounters()).containsEntry(MediaCounter.TX_DATAGRAMS, 4_000L);
        thread.check();
    }
}
