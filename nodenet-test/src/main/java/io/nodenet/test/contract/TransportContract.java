package io.nodenet.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Transport}, {@link Connection} and media sessions (docs/protocol/07, section 2): extend this class for your own
 * transport.
 */
public abstract class TransportContract extends MediaContract {
    private static final int MAX_FRAME = 65_536;
    private static final int FLOOD = 200;
    private static final int MOST_RELAY_SESSIONS = 4_096;

    /** Item 1. */
    @Test
    void aFrameArrivesOnceOnAConnectionThatNamesItsSender() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);
        assertThat(out.remoteId()).isEqualTo(b.id());
        assertThat(out.isOutbound()).isTrue();

        assertThat(a.send(out, new byte[] {1, 2, 0})).isEqualTo(WriteResult.ACCEPTED);

        awaitThat("the frame arrives", () -> !b.frames.isEmpty());
        assertThat(b.frames).singleElement().satisfies(received -> {
            assertThat(received.hex()).isEqualTo("010200");
            assertThat(received.connection().remoteId()).isEqualTo(a.id());
            assertThat(received.connection().isOutbound()).isFalse();
        });
    }

    /** Item 2. */
    @Test
    void theBufferOfASentFrameMayBeUsedAgainAtOnce() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);

        a.call(() -> {
            ByteBuf buffer = Unpooled.buffer(2);
            out.send(buffer.writeByte(1).writeByte(11));
            out.send(buffer.clear().writeByte(1).writeByte(22));
            assertThat(buffer.refCnt()).isEqualTo(1);
            assertThat(buffer.readableBytes()).isEqualTo(2);
            buffer.setZero(0, 2);
            return true;
        });

        awaitThat("both frames arrive", () -> b.frames.size() == 2);
        assertThat(b.frames).extracting(ContractPeer.Received::hex).containsExactly("010b", "0116");
    }

    /** Item 3. */
    @Test
    void anAnswerGoesBackOverTheConnectionThatAsked() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        b.onFrame = received -> received.connection().send(Unpooled.wrappedBuffer(new byte[] {9}));
        Connection out = a.connect(b);

        a.send(out, new byte[] {1});

        awaitThat("the answer arrives", () -> !a.frames.isEmpty());
        assertThat(a.frames).singleElement().satisfies(received -> {
            assertThat(received.connection()).isSameAs(out);
            assertThat(received.hex()).isEqualTo("09");
        });
    }

    /** Item 4. */
    @Test
    void aCloseReachesBothEndsOnce() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);
        a.send(out, new byte[] {1});
        awaitThat("the frame arrives", () -> !b.frames.isEmpty());
        Connection in = b.frames.get(0).connection();

        a.close(out);
        a.close(out);

        awaitThat("both ends are told", () -> !a.closed.isEmpty() && !b.closed.isEmpty());
        assertThat(a.closed).containsExactly(out);
        assertThat(b.closed).containsExactly(in);
        assertThat(a.call(out::closeReason)).isEqualTo(CloseReason.DROPPED);
        assertThat(b.call(in::closeReason)).isEqualTo(CloseReason.PEER_CLOSED);
        assertThat(a.send(out, new byte[] {1})).isEqualTo(WriteResult.CLOSED);
        assertThat(b.send(in, new byte[] {1})).isEqualTo(WriteResult.CLOSED);
    }

    /** Item 5. */
    @Test
    void aDialThatReachesSomebodyElseFails() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        ContractPeer c = peer();

        long operation = a.dial(c.id(), b.endpoint());

        awaitThat("the dial fails", () -> a.ended(operation));
        assertThat(reason(a, operation)).isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
        assertThat(b.frames).isEmpty();
    }

    /** Item 6. */
    @Test
    void aDialThatNobodyAnswersFails() {
        ContractPeer a = peer();

        long operation = a.dial(peer().id(), deadEndpoint());

        awaitThat("the dial fails", () -> a.ended(operation));
        assertThat(reason(a, operation)).isIn(DialFailure.Reason.NO_ROUTE, DialFailure.Reason.TIMEOUT);
    }

    /** Item 7. */
    @Test
    void closingATransportEndsItsConnectionsAndASecondCloseIsHarmless() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);
        a.send(out, new byte[] {1});
        awaitThat("the frame arrives", () -> !b.frames.isEmpty());

        a.transport().close();
        a.transport().close();

        awaitThat("the other end is told", () -> !b.closed.isEmpty());
        assertThat(b.closed).containsExactly(b.frames.get(0).connection());
    }

    /** Item 8. */
    @Test
    void aConnectionMayBeClosedFromWithinItsFrameAndDeliversNothingAfterwards() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        b.onFrame = received -> received.connection().close(CloseReason.DROPPED);
        Connection out = a.connect(b);

        a.call(() -> {
            for (byte i = 0; i < 10; i++) {
                out.send(Unpooled.wrappedBuffer(new byte[] {i}));
            }
            return true;
        });

        awaitThat("both ends are told", () -> !a.closed.isEmpty() && !b.closed.isEmpty());
        assertThat(b.frames).hasSize(1);
    }

    /** Item 9. */
    @Test
    void aPeerThatDoesNotReadFillsTheBufferAndLosesTheConnection() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        b.onFrame = received -> received.connection().setReading(false);
        Connection out = a.connect(b);
        a.send(out, new byte[] {1});
        awaitThat("the frame arrives", () -> !b.frames.isEmpty());

        awaitThat(
                "the buffer is full", () -> a.send(out, new byte[MAX_FRAME]) == WriteResult.FULL && !out.isWritable());

        // a network that was merely slow may make room once more
        awaitThat("the connection is closed", () -> {
            a.send(out, new byte[MAX_FRAME]);
            return a.closed.contains(out);
        });
    }

    /** Complements item 9. */
    @Test
    void aPeerThatReadsAgainMakesRoomAndNothingIsLost() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        b.onFrame = received -> received.connection().setReading(false);
        Connection out = a.connect(b);
        a.send(out, new byte[] {1});
        awaitThat("the frame arrives", () -> !b.frames.isEmpty());
        int[] accepted = {1};
        awaitThat("the buffer is full", () -> {
            WriteResult result = a.send(out, new byte[MAX_FRAME]);
            accepted[0] += result == WriteResult.ACCEPTED ? 1 : 0;
            return result == WriteResult.FULL;
        });

        b.onFrame = received -> {};
        b.call(() -> {
            b.frames.get(0).connection().setReading(true);
            return true;
        });

        awaitThat("there is room again", () -> a.writable.contains(out));
        awaitThat("everything that was accepted arrives", () -> b.frames.size() == accepted[0]);
        assertThat(a.closed).isEmpty();
    }

    /** Item 10. */
    @Test
    void sendingOnAClosedConnectionLeavesTheBufferUntouched() {
        ContractPeer a = peer();
        Connection out = a.connect(peer());
        a.close(out);

        a.call(() -> {
            ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {1, 2, 3});
            assertThat(out.send(buffer)).isEqualTo(WriteResult.CLOSED);
            assertThat(buffer.readableBytes()).isEqualTo(3);
            assertThat(buffer.refCnt()).isEqualTo(1);
            return true;
        });
    }

    /** Item 11. */
    @Test
    void framesOfTheLargestSizeAndOfNoneArrive() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);

        a.send(out, new byte[MAX_FRAME]);
        a.send(out, new byte[0]);

        awaitThat("both arrive", () -> b.frames.size() == 2);
        assertThat(b.frames.get(0).hex()).hasSize(2 * MAX_FRAME);
        assertThat(b.frames.get(1).hex()).isEmpty();
    }

    /** Item 12. */
    @Test
    void framesArriveInOrder() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);

        for (int i = 0; i < FLOOD; i++) {
            assertThat(a.send(out, new byte[] {(byte) i, (byte) (i >>> 8)})).isEqualTo(WriteResult.ACCEPTED);
        }

        awaitThat("all arrive", () -> b.frames.size() == FLOOD);
        for (int i = 0; i < FLOOD; i++) {
            assertThat(b.frames.get(i).hex()).isEqualTo(String.format("%02x%02x", i & 0xff, i >>> 8));
        }
    }

    /** A datagram that opens NATs has no effect on its receiver (docs/protocol/04, section 10). */
    @Test
    void aPunchIsCountedWhereItArrivesAndChangesNothing() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        Connection out = a.connect(b);
        a.send(out, new byte[] {1});
        awaitThat("the frame arrives", () -> !b.frames.isEmpty());

        b.punch(a.endpoint());
        awaitThat("the punch arrives", () -> punchesAt(a) == 1);
        a.punch(b.endpoint());
        awaitThat("the other one arrives", () -> punchesAt(b) == 1);

        a.send(out, new byte[] {2});
        awaitThat("the next frame arrives", () -> b.frames.size() == 2);
        assertThat(a.closed).isEmpty();
        assertThat(b.closed).isEmpty();
        assertThat(a.frames).isEmpty();
        assertThat(a.connect(b)).isNotSameAs(out);
    }

    @Test
    void aPunchAtWhatCannotBeDialedIsNotSentAndDoesNoHarm() {
        ContractPeer a = peer();
        ContractPeer b = peer();
        List<Endpoint> refused = List.of(
                Endpoint.quic("example.com:443"),
                Endpoint.quic("203.0.113.7:0"),
                Endpoint.quic("0.0.0.0:4242"),
                Endpoint.quic("224.0.0.1:4242"),
                Endpoint.quic("[ff02::1]:4242"),
                Endpoint.quic("255.255.255.255:4242"),
                Endpoint.UNKNOWN);

        refused.forEach(a::punch);
        a.punch(b.endpoint());

        awaitThat("a later punch arrives", () -> punchesAt(b) == 1);
        assertThat(TransportCounter.values())
                .filteredOn(counter -> counter.name().startsWith("SEND_"))
                .allSatisfy(counter ->
                        assertThat(a.transport().counters().get(counter)).isZero());
    }

    /** A relay forwards a connection without taking part in it (docs/protocol/04, section 11). */
    @Test
    void aConnectionThroughARelayIsOneBetweenItsTwoPeers() {
        ContractPeer volunteer = peer();
        if (!relays(volunteer)) {
            return;
        }
        ContractPeer a = peer();
        ContractPeer b = peer();
        ContractPeer.RelayNews relay = volunteer.openRelay(1, a, b);
        Endpoint callerSide = sideOf(relay, relay.callerSide());
        Endpoint calleeSide = sideOf(relay, relay.calleeSide());
        b.punch(calleeSide);
        awaitThat("the punch pins its side", () -> count(volunteer, TransportCounter.RELAY_UNPINNED) > 0);

        Connection out = a.connect(b, callerSide);
        a.send(out, new byte[MAX_FRAME]);
        awaitThat("the frame arrives", () -> !b.frames.isEmpty());
        Connection in = b.frames.get(0).connection();
        b.send(in, new byte[] {7});
        awaitThat("the answer arrives", () -> !a.frames.isEmpty());

        assertThat(out.remoteId()).isEqualTo(b.id());
        assertThat(a.call(out::remoteEndpoint)).isEqualTo(callerSide);
        assertThat(in.remoteId()).isEqualTo(a.id());
        assertThat(b.call(in::remoteEndpoint)).isEqualTo(calleeSide);
        assertThat(count(volunteer, TransportCounter.ACCEPTED)).isZero();
        assertThat(volunteer.frames).isEmpty();
        a.close(out);
        awaitThat("the farewell arrives", () -> b.closed.contains(in));
    }

    @Test
    void nobodyGetsThroughARelayBeforeTheCalleeHasPunched() {
        ContractPeer volunteer = peer();
        if (!relays(volunteer)) {
            return;
        }
        ContractPeer a = peer();
        ContractPeer b = peer();
        ContractPeer.RelayNews relay = volunteer.openRelay(1, a, b);

        long operation = a.dial(b.id(), sideOf(relay, relay.callerSide()));
        awaitThat("the first packet is dropped", () -> count(volunteer, TransportCounter.RELAY_UNPINNED) > 0);
        assertThat(a.ended(operation)).isFalse();
        b.punch(sideOf(relay, relay.calleeSide()));

        awaitThat("a later one gets through", () -> a.dialed(operation) != null);
    }

    @Test
    void aRelaySessionThatIsClosedCarriesNothingAndMakesRoom() {
        ContractPeer volunteer = peer();
        if (!relays(volunteer)) {
            return;
        }
        ContractPeer a = peer();
        ContractPeer b = peer();
        long refused = 0;
        while (volunteer.openRelay(refused, a, b).refusal() == null) {
            refused++;
            assertThat(refused).as("sessions without an end").isLessThanOrEqualTo(MOST_RELAY_SESSIONS);
        }
        ContractPeer.RelayNews first = volunteer.relays.get(0);
        volunteer.call(() -> {
            volunteer.transport().closeRelay(0);
            volunteer.transport().closeRelay(0);
            return true;
        });

        assertThat(volunteer.openRelay(refused, a, b).refusal()).isNull();
        b.punch(sideOf(first, first.calleeSide()));
        ContractPeer.RelayNews last = volunteer.relays.get(volunteer.relays.size() - 1);
        b.punch(sideOf(last, last.calleeSide()));
        awaitThat("the later punch arrives", () -> count(volunteer, TransportCounter.RELAY_UNPINNED) == 1);
        assertThat(volunteer.relays).noneMatch(news -> news.refusal() == null && news.callerSide() == null);
    }

    /** Returns whether a transport relays, and otherwise checks that it refuses. */
    private static boolean relays(ContractPeer peer) {
        boolean able = peer.transport().canRelay();
        if (!able) {
            assertThatThrownBy(() -> peer.transport().openRelay(1, peer.endpoint(), peer.endpoint()))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        return able;
    }

    private static Endpoint sideOf(ContractPeer.RelayNews relay, @Nullable Endpoint side) {
        if (side == null) {
            throw new AssertionError("The relay session is not open: " + relay);
        }
        return side;
    }

    private static long punchesAt(ContractPeer peer) {
        return count(peer, TransportCounter.NON_QUIC_DATAGRAM);
    }

    private static long count(ContractPeer peer, TransportCounter counter) {
        return peer.transport().counters().get(counter);
    }

    /** An attachment belongs to the listener. */
    @Test
    void anAttachmentStaysWithItsConnection() {
        ContractPeer a = peer();
        Connection out = a.connect(peer());

        assertThat(a.call(() -> String.valueOf(out.attachment()))).isEqualTo("null");
        a.call(() -> {
            out.attach("mine");
            return true;
        });
        assertThat(a.call(() -> String.valueOf(out.attachment()))).isEqualTo("mine");
    }

    private static DialFailure.Reason reason(ContractPeer peer, long operation) {
        DialFailure failure = peer.failure(operation);
        if (failure == null) {
            throw new AssertionError("The dial succeeded: " + peer.dialed(operation));
        }
        return failure.reason();
    }
}
