package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.TransportCounter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a peer may do on a media connection, and what becomes of one that does something else. */
class QuicMediaRulesIT {
    private static final int CHANNEL = 16;

    /** The time from one look into a stream to the next, each at half a KiB. */
    private static final long READ_MILLIS = 250;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private QuicPeer server;
    private RawClient client;
    private QuicChannel quic;
    private MediaSession session;
    private MediaReceiver receiver;

    @BeforeEach
    void connect() throws Exception {
        server = new QuicPeer();
        client = RawClient.media(Identity.generate());
        quic = client.connect(server);
        session = server.takeMedia().handOver(threads, PathKind.DIRECT);
        receiver = new MediaReceiver();
        session.listen(receiver);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        threads.shutdownNow();
    }

    private QuicStreamChannel stream() throws Exception {
        return RawClient.open(quic, QuicStreamType.UNIDIRECTIONAL, new RawClient.Stream());
    }

    private static void send(QuicStreamChannel stream, int bytes, boolean end) {
        byte[] frame = new byte[bytes];
        if (bytes > 0) {
            frame[0] = CHANNEL;
        }
        RawClient.await(stream.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.wrappedBuffer(frame), end)));
    }

    private long count(MediaCounter counter) {
        return session.stats().get(counter);
    }

    private void await(MediaCounter counter, long value) throws Exception {
        server.await(counter + " of " + value, () -> count(counter) >= value);
        assertThat(count(counter)).isEqualTo(value);
    }

    @Test
    void K16_messageOfTheLargestSizeArrivesAndOneByteMoreNever() throws Exception {
        send(stream(), 65_537, true);
        assertThat(receiver.message().payload()).hasSize(65_536);

        send(stream(), 65_538, true);
        await(MediaCounter.RX_DROPPED_MESSAGES, 1);
        send(stream(), 2, true);
        assertThat(receiver.message().payload()).hasSize(1);
    }

    @Test
    void K16_messageThatIsResetLeavesNothing() throws Exception {
        QuicStreamChannel reset = stream();
        send(reset, 1000, false);
        RawClient.await(reset.shutdownOutput(7));

        await(MediaCounter.RX_DROPPED_MESSAGES, 1);
        send(stream(), 2, true);
        assertThat(receiver.message().payload()).hasSize(1);
        assertThat(receiver.messages).isEmpty();
    }

    @Test
    void emptyMessageAndReservedChannelsAreCountedAndDropped() throws Exception {
        send(stream(), 0, true);
        await(MediaCounter.RX_DROPPED_MESSAGES, 1);
        RawClient.await(stream()
                .writeAndFlush(new DefaultQuicStreamFrame(Unpooled.wrappedBuffer(new byte[] {15, 1}), true)));
        RawClient.await(quic.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0, 1})));
        RawClient.await(quic.writeAndFlush(Unpooled.wrappedBuffer(new byte[1202])));

        await(MediaCounter.RX_DROPPED_RESERVED, 3);
        assertThat(receiver.messages).isEmpty();
        assertThat(receiver.datagrams).isEmpty();
    }

    @Test
    void heartbeatIsNoError() throws Exception {
        RawClient.await(quic.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0})));

        await(MediaCounter.RX_HEARTBEATS, 1);
        assertThat(count(MediaCounter.RX_DROPPED_RESERVED)).isZero();
    }

    @Test
    void K18_openerThatSendsNoFrameLosesItsSession() throws Exception {
        assertThat(receiver.end()).isEqualTo(MediaCloseReason.SILENT);

        long lasted = server.transport.loop().time().nanos() - session.openedNanos();
        assertThat(Duration.ofNanos(lasted)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
        assertThat(client.awaitClose().error()).isZero();
        server.awaitNothingLeft();
    }

    @Test
    void K19_bidirectionalStreamsAreRefusedAndTheSessionLives() throws Exception {
        for (int i = 0; i < 10; i++) {
            RawClient.write(RawClient.open(quic), 1, 2, 3);
        }
        server.await("refused streams", () -> server.count(TransportCounter.MEDIA_SURPLUS_STREAM) == 10);
        send(stream(), 2, true);
        assertThat(receiver.message().payload()).hasSize(1);
    }

    @Test
    void K19_tooManyBidirectionalStreamsEndTheSession() throws Exception {
        try (QuicPeer strict = new QuicPeer(q -> q.maxSurplusStreams(5));
                RawClient flooder = RawClient.media(Identity.generate())) {
            QuicChannel channel = flooder.connect(strict);
            MediaSession flooded = strict.takeMedia().handOver(threads, PathKind.DIRECT);
            for (int i = 0; i < 6; i++) {
                RawClient.write(RawClient.open(channel), 1);
            }

            assertThat(flooded.closed().get(QuicPeer.SECONDS, TimeUnit.SECONDS)).isEqualTo(MediaCloseReason.FLOOD);
            strict.awaitNothingLeft();
        }
    }

    @Test
    void messagesThatNeverEndCostABoundedAmountAndHarmNobodyElse() throws Exception {
        List<QuicStreamChannel> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            QuicStreamChannel half = stream();
            send(half, 1000, false);
            streams.add(half);
        }
        assertAnotherCallWorks();

        await(MediaCounter.RX_DROPPED_MESSAGES, 200);
        assertThat(streams).hasSize(200);
        assertThat(receiver.messages).isEmpty();
    }

    @Test
    void tenThousandHalfOpenStreamsAreNoMoreThanThePeerIsAllowed() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            RawClient.await(quic.createStream(QuicStreamType.UNIDIRECTIONAL, new RawClient.Stream())
                    .addListener(stream -> {
                        if (stream.isSuccess()) {
                            opened.incrementAndGet();
                            ((QuicStreamChannel) stream.getNow())
                                    .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {CHANNEL}));
                        }
                    }));
        }
        assertThat(opened.get()).isEqualTo(256);

        assertAnotherCallWorks();
        await(MediaCounter.RX_DROPPED_MESSAGES, 256);
        assertThat(session.closed()).isNotDone();
    }

    @Test
    void tenThousandMessagesThatAreResetInTheMiddleAreCountedAndHarmNobody() throws Exception {
        int total = 10_000;
        for (int i = 0; i < total; i++) {
            awaitCredit();
            QuicStreamChannel reset = stream();
            send(reset, 100, false);
            RawClient.await(reset.shutdownOutput(7));
        }

        assertAnotherCallWorks();
        server.await(
                "every message is counted",
                () -> count(MediaCounter.RX_DROPPED_MESSAGES) + count(MediaCounter.RX_DROPPED_BUDGET) >= total);
        assertThat(count(MediaCounter.RX_DROPPED_MESSAGES) + count(MediaCounter.RX_DROPPED_BUDGET))
                .isEqualTo(total);
        assertThat(receiver.messages).isEmpty();
        assertThat(session.closed()).isNotDone();
    }

    private void awaitCredit() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(QuicPeer.SECONDS);
        while (quic.eventLoop()
                        .submit(() -> quic.peerAllowedStreams(QuicStreamType.UNIDIRECTIONAL))
                        .get()
                <= 0) {
            assertThat(System.nanoTime()).as("a stream is allowed").isLessThan(deadline);
            RawClient.await(quic.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS));
        }
    }

    private void assertAnotherCallWorks() throws Exception {
        try (QuicPeer other = new QuicPeer()) {
            MediaSession honest = other.openMedia(server).session().handOver(threads, PathKind.DIRECT);
            MediaReceiver atServer = new MediaReceiver();
            server.takeMedia().handOver(threads, PathKind.DIRECT).listen(atServer);
            honest.sendMessage(CHANNEL, ByteBuffer.allocate(1000));
            honest.sendDatagram(CHANNEL, ByteBuffer.allocate(100));
            assertThat(atServer.message().payload()).hasSize(1000);
            assertThat(atServer.datagram().payload()).hasSize(100);
        }
    }

    /** As over a slow path that several messages share: less than 8 KiB a second of each pass. */
    @Test
    void messageThatPassesInSmallBitsIsNotAbandoned() throws Exception {
        CompletableFuture<Void> sent = session.sendMessage(CHANNEL, ByteBuffer.allocate(6000));
        QuicStreamChannel stream = client.opened.poll(QuicPeer.SECONDS, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();

        Future<?> reading = client.group.scheduleAtFixedRate(stream::read, 0, READ_MILLIS, TimeUnit.MILLISECONDS);

        assertThat(sent).succeedsWithin(Duration.ofSeconds(QuicPeer.SECONDS));
        reading.cancel(false);
        assertThat(count(MediaCounter.TX_MESSAGES)).isOne();
    }

    @Test
    void floodBeyondTheBudgetIsDroppedAndTheCallOfAnotherPeerUnharmed() throws Exception {
        try (QuicPeer other = new QuicPeer()) {
            MediaSession honest = other.openMedia(server).session().handOver(threads, PathKind.DIRECT);
            MediaReceiver atServer = new MediaReceiver();
            server.takeMedia().handOver(threads, PathKind.DIRECT).listen(atServer);

            MediaSession flood = other.openMedia(server).session().handOver(threads, PathKind.DIRECT);
            MediaSession flooded = server.takeMedia().handOver(threads, PathKind.DIRECT);
            flooded.listen(new MediaReceiver());
            for (int round = 0; flooded.stats().get(MediaCounter.RX_DROPPED_BUDGET) == 0; round++) {
                assertThat(round).as("rounds without a drop").isLessThan(100_000);
                flood.sendDatagram(CHANNEL, ByteBuffer.allocate(1));
                if (round % 500 == 0) {
                    honest.sendDatagram(CHANNEL, ByteBuffer.allocate(100));
                    assertThat(atServer.datagram().payload()).hasSize(100);
                }
            }
            honest.sendDatagram(CHANNEL, ByteBuffer.allocate(100));
            assertThat(atServer.datagram().payload()).hasSize(100);
            assertThat(flooded.closed()).isNotDone();
        }
        assertThat(session.closed()).isNotDone();
    }
}
