package io.nodenet.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.PayloadTooLargeException;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.WriteResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The contract of media sessions, for transports that support them (docs/protocol/07, section 2, items 13 and 14);
 * others must refuse to open one.
 */
abstract class MediaContract extends ContractBase {
    private static final int CHANNEL = 16;
    private static final int DATAGRAM_QUEUE = 256;
    private static final int MESSAGE_QUEUE = 32;
    private static final int FLOOD = 1_000_000;
    private static final int ATTEMPTS = 40;
    private static final Duration ATTEMPT = Duration.ofMillis(500);

    /** This number of datagrams in this time is below the receive budget. */
    private static final int BURST = 20;

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Both ends of a session. */
    private record Call(MediaParty near, MediaParty far) {}

    /** Returns whether a transport has media; opening a session over one that has none is an error. */
    private static boolean hasMedia(ContractPeer peer) {
        boolean able = peer.transport().hasMedia();
        if (!able) {
            assertThatThrownBy(() -> peer.transport().openMedia(1, peer.id(), peer.endpoint(), 1))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(peer.transport().mediaCounters()).isEmpty();
        }
        return able;
    }

    private static Call call(ContractPeer a, ContractPeer b) {
        Call call = silentCall(a, b);
        call.near.listening();
        call.far.listening();
        return call;
    }

    /** Opens a session without a listener. */
    private static Call silentCall(ContractPeer a, ContractPeer b) {
        int before = b.inboundMedia.size();
        MediaParty near = new MediaParty(a, a.openMedia(b));
        return new Call(near, new MediaParty(b, b.inboundMedia(before)));
    }

    private static ByteBuffer payload(int... bytes) {
        ByteBuffer payload = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            payload.put((byte) value);
        }
        return payload.flip();
    }

    private static DialFailure failure(ContractPeer peer, long operation) {
        return Objects.requireNonNull(peer.mediaFailures.get(operation));
    }

    private static long now(ContractPeer peer) {
        return peer.call(() -> peer.transport().loop().time().nanos());
    }

    /** Sends a datagram until one has arrived: each may be lost. */
    private void untilOneArrives(MediaParty from, MediaParty to, ByteBuffer payload) {
        int before = to.datagrams.size();
        for (int i = 0; i < ATTEMPTS; i++) {
            from.session.sendDatagram(CHANNEL, payload);
            if (await(() -> to.datagrams.size() > before, ATTEMPT)) {
                return;
            }
        }
        throw new AssertionError("No datagram arrives");
    }

    /** Item 13. */
    @Test
    void datagramsGoBothWaysWithChannelAndTime() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, b);
        long begun = now(b);

        untilOneArrives(call.near, call.far, payload(1, 2));
        untilOneArrives(call.far, call.near, payload());

        MediaParty.Received there = call.far.datagrams.get(0);
        assertThat(there.channel()).isEqualTo(CHANNEL);
        assertThat(there.hex()).isEqualTo("0102");
        assertThat(there.receivedNanos() - begun).isNotNegative();
        assertThat(now(b) - there.receivedNanos()).isNotNegative();
        assertThat(call.near.datagrams.get(0).hex()).isEmpty();
        assertThat(call.near.session.peer()).isEqualTo(b.id());
        assertThat(call.near.session.isOutbound()).isTrue();
        assertThat(call.near.session.remoteEndpoint()).isEqualTo(b.endpoint());
        assertThat(call.far.session.peer()).isEqualTo(a.id());
        assertThat(call.far.session.isOutbound()).isFalse();
        assertThat(call.far.session.remoteEndpoint()).isEqualTo(a.endpoint());
        assertThat(call.far.count(MediaCounter.RX_DATAGRAMS)).isEqualTo(call.far.datagrams.size());
        assertThat(b.transport().mediaCounters())
                .containsEntry(MediaCounter.RX_DATAGRAMS, call.far.count(MediaCounter.RX_DATAGRAMS));
    }

    /** Item 13. */
    @Test
    void messagesGoBothWaysWhole() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, b);
        byte[] large = new byte[MediaSession.MAX_MESSAGE_BYTES];
        large[large.length - 1] = 7;

        CompletableFuture<Void> there = call.near.session.sendMessage(255, ByteBuffer.wrap(large));
        CompletableFuture<Void> back = call.far.session.sendMessage(CHANNEL, payload());

        awaitThat("both arrive", () -> call.far.messages.size() == 1 && call.near.messages.size() == 1);
        awaitThat("both are done", () -> there.isDone() && back.isDone());
        assertThat(there).isCompleted();
        assertThat(call.far.messages.get(0).channel()).isEqualTo(255);
        assertThat(call.far.messages.get(0).hex()).isEqualTo(HexFormat.of().formatHex(large));
        assertThat(call.near.messages.get(0).hex()).isEmpty();
        assertThat(call.near.count(MediaCounter.TX_MESSAGES)).isEqualTo(1);
        assertThat(call.near.count(MediaCounter.RX_MESSAGES)).isEqualTo(1);
    }

    /** Item 13. */
    @Test
    void aCloseOfOneEndEndsBothOnce() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, b);
        untilOneArrives(call.far, call.near, payload(1));

        call.near.session.close();
        call.near.session.close();

        awaitThat("both are told", () -> !call.near.closed.isEmpty() && !call.far.closed.isEmpty());
        awaitThat("both nodes are told", () -> a.mediaClosed.size() == 1 && b.mediaClosed.size() == 1);
        assertThat(call.near.closed).containsExactly(MediaCloseReason.CLOSED);
        assertThat(call.far.closed).containsExactly(MediaCloseReason.PEER_CLOSED);
        assertThat(call.far.session.closed()).isCompletedWithValue(MediaCloseReason.PEER_CLOSED);
        for (MediaParty party : List.of(call.near, call.far)) {
            assertThat(party.session.sendDatagram(CHANNEL, payload(1))).isEqualTo(MediaSendResult.CLOSED);
            assertThat(party.session.sendMessage(CHANNEL, payload(1))).isCompletedExceptionally();
            assertThat(party.count(MediaCounter.TX_MESSAGES)).isZero();
        }
    }

    /** Item 13. */
    @Test
    void anEdgeAndASessionDoNotEndEachOther() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Connection edge = a.connect(b);
        assertThat(a.send(edge, new byte[] {1})).isEqualTo(WriteResult.ACCEPTED);
        awaitThat("the frame arrives", () -> b.frames.size() == 1);
        Call first = call(a, b);
        Call second = call(a, b);

        first.near.session.close();
        awaitThat("the session ends", () -> !first.far.closed.isEmpty());
        assertThat(a.send(edge, new byte[] {2})).isEqualTo(WriteResult.ACCEPTED);
        awaitThat("the next frame arrives", () -> b.frames.size() == 2);
        a.close(edge);
        awaitThat("the edge ends", () -> !b.closed.isEmpty());

        untilOneArrives(second.near, second.far, payload(1));
        untilOneArrives(second.far, second.near, payload(2));
        assertThat(second.near.closed).isEmpty();
    }

    /** Item 13. */
    @Test
    void whatNobodyListensToWaitsAndTheNewestIsDropped() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = silentCall(a, b);
        int sent = 0;

        while (call.far.count(MediaCounter.RX_DROPPED_QUEUE) == 0) {
            assertThat(sent).as("datagrams without an end").isLessThan(FLOOD);
            for (int i = 0; i < BURST; i++, sent++) {
                call.near.session.sendDatagram(CHANNEL, payload(sent >> 8, sent));
            }
            await(() -> call.far.count(MediaCounter.RX_DROPPED_QUEUE) > 0, PAUSE);
        }
        for (int i = 0; i < MESSAGE_QUEUE + 8; i++) {
            call.near.session.sendMessage(CHANNEL, payload(i));
        }
        awaitThat("the queue of messages is full", () -> call.far.count(MediaCounter.RX_DROPPED_MESSAGES) == 8);
        call.far.listening();

        awaitThat("waiting data is read", () -> call.far.messages.size() == MESSAGE_QUEUE);
        awaitThat("waiting data is read", () -> call.far.datagrams.size() >= DATAGRAM_QUEUE);
        assertThat(call.far.datagrams.subList(0, DATAGRAM_QUEUE))
                .extracting(MediaParty.Received::hex)
                .isSorted();
        assertThat(call.far.count(MediaCounter.RX_MESSAGES)).isEqualTo(MESSAGE_QUEUE);
        assertThat(call.far.closed).isEmpty();
    }

    @Test
    void aSenderThatIsTooFastSeesBackPressureAndThenRoom() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, b);
        ByteBuffer full = ByteBuffer.allocate(MediaSession.MAX_DATAGRAM_BYTES);
        int sent = 0;

        while (call.near.session.sendDatagram(CHANNEL, full) == MediaSendResult.SENT) {
            sent++;
            assertThat(sent).as("datagrams without an end").isLessThan(FLOOD);
        }

        awaitThat("there is room", () -> call.near.rooms > 0);
        assertThat(call.near.session.sendDatagram(CHANNEL, full)).isEqualTo(MediaSendResult.SENT);
        assertThat(call.near.count(MediaCounter.TX_DATAGRAMS)).isEqualTo(sent + 1);
        assertThat(call.near.count(MediaCounter.TX_DROPPED_QUEUE)).isEqualTo(1);
        assertThat(call.near.closed).isEmpty();
    }

    @Test
    void anOpenSessionCarriesTheLargestDatagramAndRefusesMore() {
        ContractPeer a = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, peer());
        ByteBuffer largest = ByteBuffer.allocate(MediaSession.MAX_DATAGRAM_BYTES);

        assertThat(call.near.session.maxDatagramSize()).isEqualTo(MediaSession.MAX_DATAGRAM_BYTES);
        untilOneArrives(call.near, call.far, largest);

        assertThat(call.far.datagrams.get(0).hex()).hasSize(2 * MediaSession.MAX_DATAGRAM_BYTES);
        assertThatThrownBy(() -> call.near.session.sendDatagram(
                        CHANNEL, ByteBuffer.allocate(MediaSession.MAX_DATAGRAM_BYTES + 1)))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() ->
                        call.near.session.sendMessage(CHANNEL, ByteBuffer.allocate(MediaSession.MAX_MESSAGE_BYTES + 1)))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call.near.session.sendDatagram(MediaSession.MIN_CHANNEL - 1, payload()));
    }

    /** The buffer of a sent message belongs to the application again immediately. */
    @Test
    void sendingBorrowsTheBuffer() {
        ContractPeer a = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, peer());
        ByteBuffer buffer = ByteBuffer.allocateDirect(1).put(0, (byte) 1);

        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            sent.add(call.near.session.sendMessage(CHANNEL, buffer.put(0, (byte) i)));
            assertThat(buffer.remaining()).isEqualTo(1);
        }

        awaitThat("all arrive", () -> call.far.messages.size() == 3);
        assertThat(sent).allMatch(CompletableFuture::isDone);
        assertThat(call.far.messages).extracting(MediaParty.Received::hex).containsExactlyInAnyOrder("01", "02", "03");
    }

    @Test
    void aCancelledMessageHarmsNothing() {
        ContractPeer a = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, peer());

        call.near
                .session
                .sendMessage(CHANNEL, ByteBuffer.allocate(MediaSession.MAX_MESSAGE_BYTES))
                .cancel(true);
        call.near.session.sendMessage(CHANNEL, payload(7));

        awaitThat(
                "the next one arrives",
                () -> call.far.messages.stream()
                        .anyMatch(message -> message.hex().equals("07")));
        awaitThat(
                "both are counted",
                () -> call.near.count(MediaCounter.TX_CANCELLED) + call.near.count(MediaCounter.TX_MESSAGES) == 2);
        assertThat(call.far.messages)
                .allSatisfy(message -> assertThat(message.hex().length()).isIn(2, 2 * MediaSession.MAX_MESSAGE_BYTES));
        assertThat(call.near.closed).isEmpty();
    }

    /** A listener without media support refuses sessions, as does one that has not decided yet. */
    @Test
    void aRefusedSessionEndsAtItsOpener() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        MediaParty near = new MediaParty(a, a.openMedia(b)).listening();

        b.inboundMedia(0);
        b.call(() -> {
            b.inboundMedia.get(0).close(MediaCloseReason.BUSY);
            return true;
        });

        awaitThat("the opener is told", () -> !near.closed.isEmpty());
        assertThat(near.closed).containsAnyOf(MediaCloseReason.BUSY, MediaCloseReason.REFUSED);
        awaitThat("the end is reported", () -> b.mediaClosed.equals(List.of(MediaCloseReason.BUSY)));
    }

    @Test
    void aSessionThatReachesSomebodyElseOrNobodyIsNotOpened() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }

        long another = a.beginMedia(peer().id(), b.endpoint());
        long nobody = a.beginMedia(b.id(), deadEndpoint());
        long cancelled = a.beginMedia(b.id(), deadEndpoint());
        a.call(() -> {
            a.transport().cancelMedia(cancelled);
            a.transport().cancelMedia(cancelled);
            return true;
        });

        awaitThat("all fail", () -> a.mediaFailures.size() == 3);
        assertThat(failure(a, another).reason()).isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
        assertThat(failure(a, nobody).reason()).isIn(DialFailure.Reason.NO_ROUTE, DialFailure.Reason.TIMEOUT);
        assertThat(failure(a, cancelled).reason()).isEqualTo(DialFailure.Reason.CANCELLED);
        assertThat(b.inboundMedia).isEmpty();
    }

    /** Item 14. */
    @Test
    void aPeerWithoutMediaIsUnsupportedAndItsEdgeStays() {
        ContractPeer a = peer();
        ContractPeer b = peerWithoutMedia();
        if (!hasMedia(a) || b == null) {
            return;
        }
        Connection edge = a.connect(b);
        a.send(edge, new byte[] {1});

        long operation = a.beginMedia(b.id(), b.endpoint());

        awaitThat("it fails", () -> a.mediaFailures.containsKey(operation));
        assertThat(failure(a, operation).reason()).isEqualTo(DialFailure.Reason.UNSUPPORTED);
        assertThat(a.send(edge, new byte[] {2})).isEqualTo(WriteResult.ACCEPTED);
        awaitThat("the edge works", () -> b.frames.size() == 2);
    }

    /** Item 7. */
    @Test
    void theEndOfATransportEndsItsSessions() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        if (!hasMedia(a)) {
            return;
        }
        Call call = call(a, b);
        untilOneArrives(call.far, call.near, payload(1));

        a.transport().close();

        awaitThat("the other end is told", () -> !call.far.closed.isEmpty());
        awaitThat("this end is told", () -> !call.near.closed.isEmpty());
        assertThat(call.near.closed).containsExactly(MediaCloseReason.SHUTDOWN);
        assertThat(call.far.closed).containsExactly(MediaCloseReason.PEER_CLOSED);
    }
}
