package io.nodenet.transport.quic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.BackpressureException;
import io.nodenet.PayloadTooLargeException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.testing.Allocation;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Media sessions over real sockets. */
class QuicMediaIT {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<QuicPeer> peers = new ArrayList<>();
    private QuicPeer alice;
    private QuicPeer bob;

    /** Both ends of a session, in the hands of their applications. */
    private record Call(MediaSession caller, MediaReceiver atCaller, MediaSession callee, MediaReceiver atCallee) {}

    @BeforeEach
    void start() {
        alice = peer();
        bob = peer();
    }

    @AfterEach
    void stop() {
        peers.forEach(QuicPeer::close);
        threads.shutdownNow();
    }

    private QuicPeer peer() {
        QuicPeer peer = new QuicPeer();
        peers.add(peer);
        return peer;
    }

    private Call call(QuicPeer from, QuicPeer to) throws Exception {
        MediaReceiver atCaller = new MediaReceiver();
        MediaReceiver atCallee = new MediaReceiver();
        MediaSession caller = from.openMedia(to).session().handOver(threads, PathKind.DIRECT);
        MediaSession callee = to.takeMedia().handOver(threads, PathKind.DIRECT);
        caller.listen(atCaller);
        callee.listen(atCallee);
        return new Call(caller, atCaller, callee, atCallee);
    }

    private static ByteBuffer bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void K01_datagramsAndMessagesOfAnySizeCrossInBothDirections() throws Exception {
        Call call = call(alice, bob);

        for (int size : new int[] {0, 1, 120, 1200}) {
            assertThat(call.caller.sendDatagram(16, bytes(size))).isEqualTo(MediaSendResult.SENT);
            MediaFrame there = call.atCallee.datagram();
            assertThat(there.channel()).isEqualTo(16);
            assertThat(there.payload()).isEqualTo(bytes(size).array());
            assertThat(call.callee.sendDatagram(255, bytes(size))).isEqualTo(MediaSendResult.SENT);
            assertThat(call.atCaller.datagram().payload()).isEqualTo(bytes(size).array());
        }
        for (int size : new int[] {0, 1, 50_000, 65_536}) {
            call.caller.sendMessage(17, bytes(size)).get(QuicPeer.SECONDS, TimeUnit.SECONDS);
            assertThat(call.atCallee.message().payload()).isEqualTo(bytes(size).array());
            call.callee.sendMessage(18, bytes(size)).get(QuicPeer.SECONDS, TimeUnit.SECONDS);
            assertThat(call.atCaller.message().payload()).isEqualTo(bytes(size).array());
        }
    }

    @Test
    void sessionIsReadyForTheLargestDatagramWhenItIsOpened() throws Exception {
        MediaSession session = alice.openMedia(bob).session().handOver(threads, PathKind.DIRECT);

        assertThat(session.maxDatagramSize()).isEqualTo(MediaSession.MAX_DATAGRAM_BYTES);
        assertThat(session.stats().path().maxPacketBytes()).isGreaterThanOrEqualTo(1233);
    }

    @Test
    void K15_aDatagramBeyondTheProtocolIsAProgrammingError() throws Exception {
        Call call = call(alice, bob);

        assertThatThrownBy(() -> call.caller.sendDatagram(16, bytes(1201)))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> call.caller.sendDatagram(15, bytes(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> call.caller.sendMessage(15, bytes(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> call.caller.sendMessage(16, bytes(65_537)))
                .isInstanceOf(PayloadTooLargeException.class);
    }

    @Test
    void datagramsCostTheThreadThatSendsThemNoMemory() throws Exception {
        Call call = call(alice, bob);
        ByteBuffer payload = bytes(400);
        Runnable many = () -> {
            for (int sent = 0; sent < 5_000; ) {
                if (call.caller.sendDatagram(16, payload) == MediaSendResult.SENT) {
                    sent++;
                } else {
                    Thread.onSpinWait();
                }
            }
        };

        assertThat(Allocation.bytesOf(many)).isLessThan(1_000);
        assertThat(call.caller.stats().get(MediaCounter.TX_DATAGRAMS)).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void closeOfOneEndEndsBothAndReleasesEverything() throws Exception {
        Call call = call(alice, bob);
        call.caller.sendDatagram(16, ByteBuffer.wrap("bye".getBytes(UTF_8)));
        assertThat(call.atCallee.datagram().payload()).isEqualTo("bye".getBytes(UTF_8));

        call.caller.close();

        assertThat(call.atCaller.end()).isEqualTo(MediaCloseReason.CLOSED);
        assertThat(call.atCallee.end()).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(call.caller.closed().get()).isEqualTo(MediaCloseReason.CLOSED);
        assertThat(call.caller.sendDatagram(16, bytes(1))).isEqualTo(MediaSendResult.CLOSED);
        assertThat(bob.takeClosedMedia().reason()).isEqualTo(MediaCloseReason.PEER_CLOSED);
        alice.awaitNothingLeft();
        bob.awaitNothingLeft();
    }

    @Test
    void whatASenderDoesWhenItsMessageHasLeftHoldsUpNoLoop() throws Exception {
        Call call = call(alice, bob);
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        CompletableFuture<Boolean> atTheEnd = new CompletableFuture<>();
        call.caller
                .closed()
                .thenRun(() -> atTheEnd.complete(alice.transport.loop().inLoop()));

        CompletableFuture<Void> sent = call.caller.sendMessage(16, bytes(60_000));
        sent.thenRun(() -> onLoop.complete(alice.transport.loop().inLoop()));

        assertThat(onLoop.get(QuicPeer.SECONDS, TimeUnit.SECONDS)).isFalse();
        call.callee.close();
        assertThat(atTheEnd.get(QuicPeer.SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void refusalTellsItsReason() throws Exception {
        for (MediaCloseReason reason :
                List.of(MediaCloseReason.DECLINED, MediaCloseReason.BUSY, MediaCloseReason.PROOF_OF_WORK)) {
            MediaSession session = alice.openMedia(bob).session().handOver(threads, PathKind.DIRECT);
            bob.takeMedia().close(reason);

            assertThat(session.closed().get(QuicPeer.SECONDS, TimeUnit.SECONDS)).isEqualTo(reason);
        }
    }

    @Test
    void strangerAtTheAddressIsNotThePeer() throws Exception {
        assertThat(alice.openMedia(Identity.generate().nodeId(), bob.endpoint())
                        .failure()
                        .reason())
                .isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
        alice.awaitNothingLeft();
        bob.awaitNothingLeft();
    }

    @Test
    void endpointThatCannotBeDialedFailsTheOpening() throws Exception {
        assertThat(alice.openMedia(bob.id(), Endpoint.quic("name.example:1"))
                        .failure()
                        .reason())
                .isEqualTo(DialFailure.Reason.BAD_ENDPOINT);
    }

    /** The connection is up by then, but nobody knows which datagrams it carries. */
    @Test
    void openingThatIsCancelledAfterItsHandshakeEndsOnce() throws Exception {
        long operation = 7;
        try (UdpProxy proxy = new UdpProxy(bob.endpoint())) {
            proxy.delayMillis = 50;
            alice.transport.loop().execute(() -> {
                alice.transport.openMedia(
                        operation, bob.id(), proxy.endpoint(), TimeUnit.SECONDS.toNanos(QuicPeer.SECONDS));
                cancelOnceUp(alice, operation);
            });

            QuicPeer.OpenedMedia answer = alice.openedMedia.poll(QuicPeer.SECONDS, TimeUnit.SECONDS);
            assertThat(answer).isNotNull();
            assertThat(answer.failure().reason()).isEqualTo(DialFailure.Reason.CANCELLED);
            alice.awaitNothingLeft();
            assertThat(alice.closedMedia).isEmpty();
            assertThat(alice.openedMedia).isEmpty();
        }
    }

    private static void cancelOnceUp(QuicPeer peer, long operation) {
        if (peer.transport.occupancy().media() == 0) {
            peer.transport.loop().schedule(() -> cancelOnceUp(peer, operation), TimeUnit.MILLISECONDS.toNanos(1));
        } else {
            peer.transport.cancelMedia(operation);
        }
    }

    @Test
    void sessionsHaveSlotsOfTheirOwn() throws Exception {
        QuicPeer small = new QuicPeer(q -> q.maxInboundMedia(1, 0).maxInbound(1));
        peers.add(small);
        alice.dial(small);
        MediaSession first = alice.openMedia(small).session().handOver(threads, PathKind.DIRECT);
        small.takeMedia();

        MediaSession second = bob.openMedia(small).session().handOver(threads, PathKind.DIRECT);

        assertThat(second.closed().get(QuicPeer.SECONDS, TimeUnit.SECONDS)).isEqualTo(MediaCloseReason.BUSY);
        assertThat(small.transport.counters().get(TransportCounter.MEDIA_REFUSED_TOTAL))
                .isEqualTo(1);
        first.close();
        small.takeClosedMedia();
        small.await("a free slot", () -> small.transport.occupancy().media() == 0);
        assertThat(bob.openMedia(small)
                        .session()
                        .handOver(threads, PathKind.DIRECT)
                        .closed())
                .isNotDone();
    }

    @Test
    void everyDatagramOfABurstIsSentDroppedOrRefused() throws Exception {
        Call call = call(alice, bob);
        int sent = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            MediaSendResult result = call.caller.sendDatagram(16, bytes(1000));
            sent += result == MediaSendResult.SENT ? 1 : 0;
            refused += result == MediaSendResult.BACKPRESSURE ? 1 : 0;
        }

        assertThat(sent + refused).isEqualTo(20_000);
        int expected = sent;
        bob.await("every datagram", () -> received(call) + lost(call) >= expected);
        assertThat(call.caller.stats().get(MediaCounter.TX_DATAGRAMS)).isEqualTo(sent);
        assertThat(call.caller.stats().get(MediaCounter.TX_DROPPED_QUEUE)).isEqualTo(refused);
    }

    private static long received(Call call) {
        return call.callee.stats().get(MediaCounter.RX_DATAGRAMS)
                + call.callee.stats().get(MediaCounter.RX_DROPPED_BUDGET)
                + call.callee.stats().get(MediaCounter.RX_DROPPED_QUEUE);
    }

    private static long lost(Call call) {
        return call.caller.stats().path().lostPackets();
    }

    @Test
    void K17_messageThatMakesNoProgressIsAbandonedAndTheSessionLives() throws Exception {
        Call call = call(alice, bob);
        CountDownLatch release = new CountDownLatch(1);
        bob.transport.loop().execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture<Void> stalled = call.caller.sendMessage(16, bytes(65_536));

        assertThatThrownBy(() -> stalled.get(QuicPeer.SECONDS, TimeUnit.SECONDS))
                .hasCauseInstanceOf(BackpressureException.class);
        release.countDown();

        assertThat(call.caller.stats().get(MediaCounter.TX_DROPPED_STALL)).isEqualTo(1);
        call.caller.sendMessage(17, bytes(3)).get(QuicPeer.SECONDS, TimeUnit.SECONDS);
        assertThat(call.atCallee.message().channel()).isEqualTo(17);
        assertThat(call.atCallee.messages).isEmpty();
    }

    @Test
    void K17_cancelledMessageIsNeverDelivered() throws Exception {
        Call call = call(alice, bob);
        List<CompletableFuture<Void>> results = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            results.add(call.caller.sendMessage(16, bytes(65_536)));
        }
        results.forEach(result -> result.cancel(true));

        alice.await(
                "the end of every message",
                () -> call.caller.stats().get(MediaCounter.TX_CANCELLED)
                                + call.caller.stats().get(MediaCounter.TX_MESSAGES)
                        >= 40);
        call.caller.sendMessage(17, bytes(3)).get(QuicPeer.SECONDS, TimeUnit.SECONDS);
        MediaFrame frame = call.atCallee.message();
        while (frame.channel() == 16) {
            assertThat(frame.payload()).hasSize(65_536);
            frame = call.atCallee.message();
        }
        assertThat(frame.payload()).hasSize(3);
    }
}
