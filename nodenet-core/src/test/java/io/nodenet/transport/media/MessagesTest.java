package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSession;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.testing.Allocation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The bounds of messages on their way out and in, and how each of them ends once. */
class MessagesTest {
    private static final int LARGEST = 1 + MediaSession.MAX_MESSAGE_BYTES;

    private final SharedCounters<MediaCounter> counters = new SharedCounters<>(MediaCounter.class);
    private final OutboundMessages messages = new OutboundMessages(Runnable::run);
    private final MediaEndRig rig = new MediaEndRig(false);

    private static ByteBuf bytes(int count) {
        return Unpooled.buffer(count).writerIndex(count).setByte(0, MediaEndRig.CHANNEL);
    }

    // ---- out

    @Test
    void onlySoManyWaitOrAreUnderWay() {
        for (int i = 0; i < OutboundMessages.MAX_MESSAGES; i++) {
            assertThat(messages.add(new byte[1], counters)).isNotNull();
        }
        assertThat(messages.add(new byte[1], counters)).isNull();
        OutboundMessage first = messages.next();
        assertThat(messages.add(new byte[1], counters)).as("it is under way").isNull();

        first.sent();

        assertThat(messages.add(new byte[1], counters)).isNotNull();
        assertThat(messages.add(new byte[1], counters)).isNull();
    }

    @Test
    void onlySoManyBytesWaitOrAreUnderWay() {
        int fit = OutboundMessages.MAX_BYTES / LARGEST;
        for (int i = 0; i < fit; i++) {
            assertThat(messages.add(new byte[LARGEST], counters)).isNotNull();
        }
        assertThat(messages.add(new byte[LARGEST], counters)).isNull();
        assertThat(messages.add(new byte[OutboundMessages.MAX_BYTES - fit * LARGEST], counters))
                .as("a refused one takes no room")
                .isNotNull();

        messages.next().stalled("no progress");

        assertThat(messages.add(new byte[LARGEST], counters)).isNotNull();
    }

    @Test
    void aMessageForWhichThereIsNoRoomIsRefusedAtOnce() {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i <= OutboundMessages.MAX_MESSAGES; i++) {
            sent.add(rig.end.sendMessage(16, ByteBuffer.allocate(1)));
        }

        assertThat(sent.get(OutboundMessages.MAX_MESSAGES))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(BackpressureException.class);
        assertThat(sent.get(0)).isNotDone();
        assertThat(rig.count(MediaCounter.TX_DROPPED_STALL)).isEqualTo(1);
    }

    @Test
    void eachEndsOnce() {
        OutboundMessage stalled = messages.add(new byte[1], counters);
        stalled.stalled("no progress");
        stalled.sent();
        stalled.cancelled();
        stalled.closed();

        assertThat(stalled.result())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("no progress");
        assertThat(counters.get(MediaCounter.TX_DROPPED_STALL)).isEqualTo(1);
        assertThat(counters.get(MediaCounter.TX_MESSAGES)).isZero();
        assertThat(counters.get(MediaCounter.TX_CANCELLED)).isZero();
        for (int i = 0; i < OutboundMessages.MAX_MESSAGES; i++) {
            assertThat(messages.add(new byte[1], counters)).isNotNull();
        }
        assertThat(messages.add(new byte[1], counters))
                .as("its room came back once")
                .isNull();
    }

    @Test
    void whatIsUnderWayEndsWithTheSession() {
        OutboundMessage message = messages.add(new byte[1], counters);
        assertThat(messages.next()).isSameAs(message);

        message.closed();

        assertThat(message.result())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void aCancelAfterTheEndChangesNothing() {
        CompletableFuture<Void> sent = rig.end.sendMessage(16, ByteBuffer.allocate(1));
        rig.end.nextMessage(rig.nowNanos).sent();
        int before = rig.wakes;

        assertThat(sent.cancel(true)).isFalse();

        assertThat(rig.wakes).isEqualTo(before);
        assertThat(rig.count(MediaCounter.TX_CANCELLED)).isZero();
    }

    // ---- in

    @Test
    void aMessageIsHandedOverWholeOrNotAtAll() {
        rig.listening();
        InboundMessage truncated = rig.end.onMessage(rig.nowNanos);
        truncated.onBytes(bytes(100), rig.nowNanos);
        truncated.onAbandoned();
        truncated.onFin(1);
        assertThat(truncated.onBytes(bytes(1), rig.nowNanos)).isFalse();

        InboundMessage whole = rig.end.onMessage(rig.nowNanos);
        whole.onBytes(Unpooled.wrappedBuffer(new byte[] {16}), rig.nowNanos);
        whole.onBytes(Unpooled.wrappedBuffer(new byte[] {1, 2}), rig.nowNanos);
        assertThat(rig.told).isEmpty();
        whole.onFin(1);
        whole.onFin(1);
        whole.onAbandoned();

        assertThat(rig.told).containsExactly("message 16 0102");
        assertThat(rig.count(MediaCounter.RX_DROPPED_MESSAGES)).isEqualTo(1);
        assertThat(rig.count(MediaCounter.RX_MESSAGES)).isEqualTo(1);
    }

    @Test
    void bytesAreChargedAsTheyCome() {
        for (int i = 0; i < 4; i++) { // a burst is three large ones and most of a fourth
            InboundMessage message = rig.end.onMessage(rig.nowNanos);
            assertThat(message.onBytes(bytes(LARGEST), rig.nowNanos)).isEqualTo(i < 3);
            message.onFin(1);
        }

        assertThat(rig.count(MediaCounter.RX_MESSAGES)).isEqualTo(3);
        assertThat(rig.count(MediaCounter.RX_DROPPED_BUDGET)).isEqualTo(1);
    }

    /** A peer that begins messages and ends none makes us keep no more than that, and blocks only itself. */
    @Test
    void incompleteMessagesHaveOnlySoMuchRoom() {
        List<InboundMessage> open = new ArrayList<>();
        boolean taken = true;
        while (taken) {
            rig.pass(Duration.ofSeconds(1));
            InboundMessage message = rig.end.onMessage(rig.nowNanos);
            taken = message.onBytes(bytes(60_000), rig.nowNanos);
            open.add(message);
        }
        assertThat(open).hasSize(1 + MessageIntake.MAX_INCOMPLETE_BYTES / 60_000);
        assertThat(rig.count(MediaCounter.RX_DROPPED_MESSAGES)).isEqualTo(1);
        rig.pass(Duration.ofSeconds(1));
        InboundMessage small = rig.end.onMessage(rig.nowNanos);
        assertThat(small.onBytes(bytes(100), rig.nowNanos)).isTrue();

        open.get(0).onAbandoned();

        InboundMessage next = rig.end.onMessage(rig.nowNanos);
        assertThat(next.onBytes(bytes(60_000), rig.nowNanos))
                .as("its room came back")
                .isTrue();
        next.onFin(1);
        small.onFin(1);
        assertThat(rig.count(MediaCounter.RX_MESSAGES)).isEqualTo(2);
    }

    @Test
    void aMessageThatHasOnlyBegunCostsLittle() {
        Runnable begin = () -> rig.end.onMessage(rig.nowNanos).onBytes(bytes(1), rig.nowNanos);

        assertThat(Allocation.bytesOf(begin)).isLessThan(4_096);
    }
}
