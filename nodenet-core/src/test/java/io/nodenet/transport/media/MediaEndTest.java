package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.ConnectionClosedException;
import io.nodenet.PayloadTooLargeException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.media.PathFigures;
import io.nodenet.testing.Allocation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaEndTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MediaEndRig rig = new MediaEndRig(true);
    private final MediaEnd end = rig.end;

    private MediaSendResult send(int number) {
        return end.sendDatagram(MediaEndRig.CHANNEL, MediaEndRig.payload(number));
    }

    private static ByteBuf frame(int... bytes) {
        return Unpooled.wrappedBuffer(MediaEndRig.payload(bytes));
    }

    // ---- datagrams out

    @Test
    void datagramsLeaveInOrderWithTheirChannelBeforeThem() {
        send(1);
        end.sendDatagram(255, ByteBuffer.allocate(0));

        assertThat(rig.wakes).isEqualTo(2);
        assertThat(rig.frames()).containsExactly("1001", "ff");
        assertThat(rig.count(MediaCounter.TX_DATAGRAMS)).isEqualTo(2);
        assertThat(rig.totals.get(MediaCounter.TX_DATAGRAMS)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 15, 256})
    void reservedChannelsAreAnErrorOfTheProgram(int channel) {
        ByteBuffer payload = MediaEndRig.payload(1);

        assertThatIllegalArgumentException().isThrownBy(() -> end.sendDatagram(channel, payload));
        assertThatIllegalArgumentException().isThrownBy(() -> end.sendMessage(channel, payload));
        assertThat(rig.frames()).isEmpty();
        assertThat(rig.end.hasMessage()).isFalse();
    }

    @Test
    void aDatagramBeyondThePathIsAnErrorThatNamesTheMaximum() {
        end.onMaxFrame(1001);
        assertThat(end.maxDatagramSize()).isEqualTo(1000);

        assertThat(end.sendDatagram(16, ByteBuffer.allocate(1000))).isEqualTo(MediaSendResult.SENT);
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> end.sendDatagram(16, ByteBuffer.allocate(1001)))
                .withMessageContaining("1000");
        assertThat(rig.count(MediaCounter.TX_DROPPED_SEND)).isEqualTo(1);
        end.onMaxFrame(9000);
        assertThat(end.maxDatagramSize()).isEqualTo(MediaSession.MAX_DATAGRAM_BYTES);
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> end.sendDatagram(16, ByteBuffer.allocate(1201)));
        assertThat(rig.count(MediaCounter.TX_DROPPED_SEND))
                .as("no path carries it")
                .isEqualTo(1);
        end.onMaxFrame(0);
        assertThat(end.maxDatagramSize()).isZero();
    }

    /** Memory of the operating system, as a library for sound hands it out. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    void aDatagramWhoseMemoryIsGoneHoldsUpNoOther() throws Exception {
        Class<?> arenas = Class.forName("java.lang.foreign.Arena");
        Object arena = arenas.getMethod("ofConfined").invoke(null);
        Object segment = arenas.getMethod("allocate", long.class).invoke(arena, 4L);
        ByteBuffer gone = (ByteBuffer) Class.forName("java.lang.foreign.MemorySegment")
                .getMethod("asByteBuffer")
                .invoke(segment);
        arenas.getMethod("close").invoke(arena);

        assertThatIllegalStateException().isThrownBy(() -> end.sendDatagram(MediaEndRig.CHANNEL, gone));
        assertThat(send(1)).isEqualTo(MediaSendResult.SENT);

        assertThat(rig.frames()).containsExactly("1001");
        assertThat(rig.count(MediaCounter.TX_DATAGRAMS)).isOne();
    }

    @Test
    void aFullRingRefusesTheNewestAndTellsOnceWhenHalfIsFree() {
        rig.listening();
        for (int i = 0; i < MediaEnd.SEND_RING; i++) {
            assertThat(send(i)).isEqualTo(MediaSendResult.SENT);
        }
        assertThat(send(99)).isEqualTo(MediaSendResult.BACKPRESSURE);
        assertThat(send(99)).isEqualTo(MediaSendResult.BACKPRESSURE);
        assertThat(rig.count(MediaCounter.TX_DROPPED_QUEUE)).isEqualTo(2);

        for (int i = 0; i < MediaEnd.SEND_RING / 2 - 1; i++) {
            end.nextFrame((frame, length) -> {}, rig.nowNanos);
        }
        assertThat(rig.told).isEmpty();
        end.nextFrame((frame, length) -> {}, rig.nowNanos);
        assertThat(rig.told).containsExactly("room");
        assertThat(rig.frames()).hasSize(MediaEnd.SEND_RING / 2).doesNotContain("1063");
        assertThat(rig.told).containsExactly("room");
    }

    @Test
    void nobodyWhoWasNotRefusedIsToldOfRoom() {
        rig.listening();
        for (int i = 0; i < MediaEnd.SEND_RING; i++) {
            send(i);
        }
        rig.frames();

        assertThat(rig.told).isEmpty();
    }

    @Test
    void anOldDatagramGivesWayToANewOne() {
        for (int i = 0; i < MediaEnd.SEND_RING; i++) {
            end.sendDatagram(16, MediaEndRig.payload(i), Duration.ofMillis(20));
        }
        assertThat(send(99)).isEqualTo(MediaSendResult.BACKPRESSURE);
        rig.pass(Duration.ofMillis(20));

        assertThat(send(100)).isEqualTo(MediaSendResult.SENT);
        assertThat(rig.count(MediaCounter.TX_DROPPED_DEADLINE)).isEqualTo(1);
        assertThat(rig.frames()).containsExactly("1064");
        assertThat(rig.count(MediaCounter.TX_DROPPED_DEADLINE)).isEqualTo(MediaEnd.SEND_RING);
    }

    @Test
    void aLifetimeMayBeAsLongAsOneLikes() {
        end.sendDatagram(16, MediaEndRig.payload(1), ChronoUnit.FOREVER.getDuration());
        end.sendDatagram(16, MediaEndRig.payload(2), Duration.ofNanos(Long.MAX_VALUE));
        rig.pass(Duration.ofDays(300));

        assertThat(rig.frames()).containsExactly("1001", "1002");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> end.sendDatagram(16, MediaEndRig.payload(3), Duration.ofNanos(-1)));
    }

    @Test
    void datagramsCostNoMemory() {
        MediaEnd receiver = new MediaEndRig(false).end;
        receiver.handOver(Runnable::run, PathKind.DIRECT);
        receiver.listen((channel, payload, receivedNanos) -> {});
        ByteBuffer payload = ByteBuffer.allocate(400);
        ByteBuf wire = Unpooled.buffer(1201);
        MediaEnd.FrameSink sink = (frame, length) -> wire.clear().writeBytes(frame, 0, length);
        Runnable many = () -> {
            for (int i = 0; i < 10_000; i++) {
                rig.nowNanos += 300_000;
                end.sendDatagram(MediaEndRig.CHANNEL, payload);
                end.nextFrame(sink, rig.nowNanos);
                receiver.onDatagram(wire, rig.nowNanos, rig.nowNanos);
                receiver.endBurst();
            }
        };
        many.run();

        assertThat(Allocation.bytesOf(many)).isLessThan(1_000);
        assertThat(receiver.stats().get(MediaCounter.RX_DATAGRAMS)).isEqualTo(30_000);
    }

    // ---- datagrams in

    @Test
    void aHeartbeatIsNoError() {
        rig.listening();
        rig.datagram(frame(0));
        rig.datagram(frame(0, 0));

        assertThat(rig.count(MediaCounter.RX_HEARTBEATS)).isEqualTo(1);
        assertThat(rig.count(MediaCounter.RX_DROPPED_RESERVED)).isEqualTo(1);
        assertThat(rig.told).isEmpty();
    }

    @Test
    void K21_whatIsBeyondTheBudgetIsCountedAndTheSessionLives() {
        rig.listening();
        for (int i = 0; i < ReceiveBudget.PACKET_BURST + 5; i++) {
            rig.datagram(frame(16, 1));
        }
        assertThat(end.onMessage(rig.nowNanos)).isNull();

        assertThat(rig.count(MediaCounter.RX_DATAGRAMS)).isEqualTo(ReceiveBudget.PACKET_BURST);
        assertThat(rig.count(MediaCounter.RX_DROPPED_BUDGET)).isEqualTo(6);
        assertThat(rig.closes).isEmpty();
        rig.pass(SECOND);
        assertThat(end.onMessage(rig.nowNanos)).isNotNull();
    }

    @Test
    void aFullReceiveQueueDropsTheNewest() {
        for (int i = 0; i < Inbox.DATAGRAMS + 3; i++) {
            rig.datagram(frame(16, i));
        }
        for (int i = 0; i < Inbox.MESSAGES + 2; i++) {
            InboundMessage message = end.onMessage(rig.nowNanos);
            message.onBytes(frame(16, i), rig.nowNanos);
            message.onFin(1);
        }

        assertThat(rig.count(MediaCounter.RX_DATAGRAMS)).isEqualTo(Inbox.DATAGRAMS);
        assertThat(rig.count(MediaCounter.RX_DROPPED_QUEUE)).isEqualTo(3);
        assertThat(rig.count(MediaCounter.RX_MESSAGES)).isEqualTo(Inbox.MESSAGES);
        assertThat(rig.count(MediaCounter.RX_DROPPED_MESSAGES)).isEqualTo(2);
    }

    // ---- messages out

    @Test
    void aMessageIsWrittenOnceAndToldWhenItIs() {
        CompletableFuture<Void> sent = end.sendMessage(20, MediaEndRig.payload(1, 2));
        assertThat(end.hasMessage()).isTrue();

        OutboundMessage message = end.nextMessage(rig.nowNanos);
        assertThat(message.frame()).containsExactly(20, 1, 2);
        assertThat(sent).isNotDone();
        message.sent();
        message.stalled("too late");

        assertThat(sent).isCompleted();
        assertThat(end.hasMessage()).isFalse();
        assertThat(end.nextMessage(rig.nowNanos)).isNull();
        assertThat(rig.count(MediaCounter.TX_MESSAGES)).isEqualTo(1);
        assertThat(rig.count(MediaCounter.TX_DROPPED_STALL)).isZero();
    }

    @Test
    void aMessageIsAtMostSoLarge() {
        end.sendMessage(16, ByteBuffer.allocate(MediaSession.MAX_MESSAGE_BYTES));
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> end.sendMessage(16, ByteBuffer.allocate(MediaSession.MAX_MESSAGE_BYTES + 1)));
    }

    @Test
    void aCancelledMessageWakesTheLoopAndIsNotSent() {
        CompletableFuture<Void> waiting = end.sendMessage(16, MediaEndRig.payload(1));
        CompletableFuture<Void> next = end.sendMessage(16, MediaEndRig.payload(2));
        int before = rig.wakes;

        assertThat(waiting.cancel(true)).isTrue();

        assertThat(rig.wakes).isEqualTo(before + 1);
        OutboundMessage message = end.nextMessage(rig.nowNanos);
        assertThat(message.frame()).containsExactly(16, 2);
        assertThat(rig.count(MediaCounter.TX_CANCELLED)).isEqualTo(1);
        next.cancel(true);
        assertThat(message.isCancelled()).isTrue();
        message.cancelled();
        assertThat(message.isOver()).isTrue();
        assertThat(rig.count(MediaCounter.TX_CANCELLED)).isEqualTo(2);
    }

    // ---- liveness

    @Test
    void anOpenerThatSendsNothingSendsAHeartbeatEveryThreeSeconds() {
        rig.pass(Duration.ofMillis(2_900));
        end.tick(rig.nowNanos);
        assertThat(rig.frames()).isEmpty();
        rig.pass(Duration.ofMillis(100));
        end.tick(rig.nowNanos);
        end.tick(rig.nowNanos);
        assertThat(rig.frames()).containsExactly("00");
        assertThat(rig.count(MediaCounter.TX_HEARTBEATS)).isEqualTo(1);
        assertThat(rig.count(MediaCounter.TX_DATAGRAMS)).isZero();

        rig.pass(Duration.ofSeconds(2));
        end.sendMessage(16, MediaEndRig.payload(1));
        end.nextMessage(rig.nowNanos);
        rig.pass(Duration.ofSeconds(2));
        end.tick(rig.nowNanos);

        assertThat(rig.frames()).as("a message is a sign of life, too").isEmpty();
        rig.pass(Duration.ofHours(1));
        assertThat(end.tick(rig.nowNanos)).as("an opener waits for no frame").isTrue();
    }

    @Test
    void aSilentOpenerLosesTheSessionAndAnyFrameIsASignOfLife() {
        MediaEndRig accepted = new MediaEndRig(false);
        accepted.pass(Duration.ofSeconds(9));
        accepted.datagram(frame(3)); // reserved, and yet a frame
        accepted.pass(Duration.ofSeconds(9));
        accepted.end.onMessage(accepted.nowNanos);
        accepted.pass(Duration.ofSeconds(10));
        assertThat(accepted.end.tick(accepted.nowNanos)).isTrue();
        accepted.pass(Duration.ofNanos(1));

        assertThat(accepted.end.tick(accepted.nowNanos)).isFalse();
        assertThat(accepted.closes).containsExactly(MediaCloseReason.SILENT);
        assertThat(accepted.frames()).isEmpty();
    }

    @Test
    void aCloseWithinTwoSecondsOfTheOpenAndWithoutAWordIsARefusal() {
        rig.pass(Duration.ofSeconds(2).minusNanos(1));
        assertThat(end.closedByPeer(MediaCloseCode.NONE, rig.nowNanos)).isEqualTo(MediaCloseReason.REFUSED);
        rig.pass(Duration.ofNanos(1));
        assertThat(end.closedByPeer(MediaCloseCode.NONE, rig.nowNanos)).isEqualTo(MediaCloseReason.PEER_CLOSED);

        MediaEndRig answered = new MediaEndRig(true);
        answered.datagram(frame(3));
        assertThat(answered.end.closedByPeer(MediaCloseCode.NONE, answered.nowNanos))
                .isEqualTo(MediaCloseReason.PEER_CLOSED);
        MediaEndRig accepted = new MediaEndRig(false);
        assertThat(accepted.end.closedByPeer(MediaCloseCode.NONE, accepted.nowNanos))
                .as("who has accepted a session was not refused")
                .isEqualTo(MediaCloseReason.PEER_CLOSED);
    }

    // ---- the end

    @Test
    void theEndDropsWhatWaitsAndCountsIt() {
        rig.listening();
        send(1);
        send(2);
        end.sendDatagram(16, MediaEndRig.payload(3), SECOND);
        CompletableFuture<Void> waiting = end.sendMessage(16, MediaEndRig.payload(4));
        CompletableFuture<Void> cancelled = end.sendMessage(16, MediaEndRig.payload(5));
        cancelled.cancel(false);
        rig.pass(Duration.ofSeconds(3));
        end.tick(rig.nowNanos); // a heartbeat is nothing of the application

        end.ended(MediaCloseReason.PATH_DIED, 4);
        end.ended(MediaCloseReason.CLOSED, 4);

        assertThat(rig.count(MediaCounter.TX_DROPPED_CLOSED)).isEqualTo(3 + 4);
        assertThat(rig.count(MediaCounter.TX_CANCELLED)).isEqualTo(1);
        assertThat(rig.frames()).isEmpty();
        assertThat(waiting)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(ConnectionClosedException.class);
        assertThat(end.closed()).isCompletedWithValue(MediaCloseReason.PATH_DIED);
        assertThat(rig.told).containsExactly("closed PATH_DIED");
        assertThat(send(6)).isEqualTo(MediaSendResult.CLOSED);
        assertThat(end.sendMessage(16, MediaEndRig.payload(7))).isCompletedExceptionally();
        assertThat(end.hasMessage()).isFalse();
        assertThat(rig.count(MediaCounter.TX_DROPPED_STALL))
                .as("messages 4 and 7, as the cancelled one is counted apart")
                .isEqualTo(2);
        assertThat(rig.count(MediaCounter.TX_DATAGRAMS)).isEqualTo(3);
    }

    @Test
    void whatSomebodyMakesOfTheEndIsHisOwn() {
        end.closed().complete(MediaCloseReason.FLOOD);
        assertThat(end.closed()).isNotDone();
        end.close();
        end.close(MediaCloseReason.BUSY);
        assertThat(rig.closes).containsExactly(MediaCloseReason.CLOSED, MediaCloseReason.BUSY);
        assertThat(end.closed()).isNotDone();
    }

    @Test
    void whatHasComeBeforeTheEndIsStillRead() {
        rig.datagram(frame(16, 1));
        end.ended(MediaCloseReason.PEER_CLOSED, 0);

        end.handOver(Runnable::run, PathKind.DIRECT);
        end.listen(rig);

        assertThat(rig.told).containsExactly("size 1200", "datagram 16 01", "closed PEER_CLOSED");
    }

    /** None is lost uncounted, whoever comes first. */
    @Test
    void datagramsSentWhileTheSessionEndsAreCounted() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        for (int round = 0; round < 300; round++) {
            MediaEndRig each = new MediaEndRig(true);
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> sending = thread.submit(() -> {
                MediaSendResult result = MediaSendResult.SENT;
                for (int i = 0; result != MediaSendResult.CLOSED; i++) {
                    result = each.end.sendDatagram(16, MediaEndRig.payload(i));
                    begun.countDown();
                }
            });
            begun.await();
            long left = 0;
            for (int i = 0; i < round; i++) {
                left += each.end.nextFrame((frame, length) -> {}, each.nowNanos) ? 1 : 0;
            }
            each.end.ended(MediaCloseReason.CLOSED, 0);
            sending.get(10, TimeUnit.SECONDS);

            assertThat(each.count(MediaCounter.TX_DATAGRAMS))
                    .isEqualTo(left + each.count(MediaCounter.TX_DROPPED_CLOSED));
        }
        thread.shutdown();
    }

    @Test
    void figuresAreThoseMeasuredLast() {
        PathFigures figures = new PathFigures(SECOND, 1, 2, 3, 4, 5);
        end.onFigures(figures);

        assertThat(end.stats().path()).isEqualTo(figures);
        assertThat(end.stats().counters()).containsOnlyKeys(MediaCounter.values());
    }

    @Test
    void aSessionTellsWhoAndWhere() {
        rig.listening();
        List<Object> told = List.of(end.peer(), end.isOutbound(), end.path(), end.remoteEndpoint(), end.openedNanos());

        assertThat(told)
                .containsExactly(end.remoteId(), true, PathKind.RELAYED, Endpoint.quic("192.0.2.1:4242"), rig.nowNanos);
        assertThat(end).hasToString("to " + end.peer().shortText() + "@192.0.2.1:4242");
    }
}
