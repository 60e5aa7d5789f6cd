package io.nodenet.node;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MovingCallTest {
    private static final int CHANNEL = 16;
    private static final MediaListener DEAF = (channel, payload, receivedNanos) -> {};

    /** What came over one session of the callee. */
    private record Heard(MediaSession session, BlockingQueue<Integer> numbers) {
        Heard(MediaSession session) {
            this(session, new LinkedBlockingQueue<>());
            session.listen((channel, payload, receivedNanos) -> numbers.add(payload.getInt()));
            session.sendDatagram(CHANNEL, ByteBuffer.allocate(0));
        }
    }

    private static void say(MovingCall call, int number) throws InterruptedException {
        ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
        while (call.send(CHANNEL, payload) == MediaSendResult.BACKPRESSURE) {
            Thread.onSpinWait();
        }
    }

    @Test
    void K13_callLeavesTheRelayForTheBetterPathWithoutLosingADatagram() throws Exception {
        List<Heard> heard = new CopyOnWriteArrayList<>();
        try (MemoryNode volunteer = new MemoryNode(node -> node.relay(true)).started();
                MemoryNode caller = new MemoryNode(node -> node.anchor(volunteer.asAnchor())).started();
                MemoryNode callee =
                        new MemoryNode(node -> node.anchor(volunteer.asAnchor()).mediaConsent(peer -> true))) {
            callee.node.onCall(call -> call.accept().map(Heard::new).ifPresent(heard::add));
            caller.cutTo(callee, true);
            callee.cutTo(caller, true);
            callee.started();
            caller.awaitEdge(volunteer);
            callee.awaitEdge(volunteer);
            MediaSession first = caller.node.call(callee.id()).get(MemoryNode.WAIT_SECONDS, SECONDS);
            assertThat(first.path()).isEqualTo(PathKind.RELAYED);

            int sent = 0;
            try (MovingCall call = new MovingCall(caller.node, first, DEAF)) {
                say(call, sent++);
                caller.cutTo(callee, false);
                callee.cutTo(caller, false);
                while (!first.closed().isDone()) {
                    say(call, sent++);
                    MILLISECONDS.sleep(1);
                }
                say(call, sent++);

                assertThat(first.closed()).isCompletedWithValue(MediaCloseReason.CLOSED);
                assertThat(call.session().path()).isLessThan(PathKind.RELAYED);
                List<Integer> numbers = new ArrayList<>();
                assertThat(heard).hasSize(2);
                heard.get(0).numbers().drainTo(numbers);
                int onTheFirst = numbers.size();
                while (numbers.size() < sent) {
                    Integer next = heard.get(1).numbers().poll(MemoryNode.WAIT_SECONDS, SECONDS);
                    assertThat(next).isNotNull();
                    numbers.add(next);
                }
                assertThat(numbers).isEqualTo(IntStream.range(0, sent).boxed().toList());
                assertThat(onTheFirst).isBetween(1, sent - 1);
            }
        }
    }
}
