package io.nodenet.sample.call.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TelephoneTest {
    private static final NodeId BOB = NodeId.parse("b".repeat(64));
    private static final NodeId CAROL = NodeId.parse("c".repeat(64));
    private static final UUID CALL = new UUID(1, 1);

    private final List<Signal> sent = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final DropCounters<SignalDrop> drops = new DropCounters<>(SignalDrop.class);
    private long millis;
    private final Telephone telephone = new Telephone(
            CallTimes.DEFAULT,
            (to, signal) -> sent.add(signal),
            new MediaPort() {
                @Override
                public void open(UUID call, NodeId callee) {
                    done.add("open");
                }

                @Override
                public void end(Call call) {
                    done.add("end " + call.reason());
                }
            },
            new CallLog() {
                @Override
                public void missed(UUID call, NodeId caller, boolean video) {
                    done.add("missed");
                }

                @Override
                public void ended(Call call) {
                    done.add("ended");
                }

                @Override
                public void changed() {}
            },
            drops,
            () -> millis);

    @Test
    void aContactThatSaysMoreThanAnybodyNeedsIsCountedAndAnotherOneIsHeard() {
        for (int i = 0; i < 1_000; i++) {
            telephone.received(BOB, new Signal.Ringing(CALL), true);
        }
        assertThat(drops.count(SignalDrop.RATE)).isEqualTo(1_000 - (long) SignalRates.BURST);
        assertThat(sent).hasSize((int) SignalRates.BURST);

        telephone.received(CAROL, new Signal.Ring(CALL, false), true);
        assertThat(telephone.call().orElseThrow().peer()).isEqualTo(CAROL);

        millis += 1_000;
        telephone.received(BOB, new Signal.Ring(new UUID(2, 2), false), true);
        assertThat(sent).last().isEqualTo(new Signal.Busy(new UUID(2, 2)));
    }

    @Test
    void theCallWithSomebodyWhoIsNoContactAnyMoreEnds() {
        telephone.place(CALL, BOB, false);
        telephone.forget(CAROL);
        assertThat(telephone.call().orElseThrow().isLive()).isTrue();

        telephone.forget(BOB);

        assertThat(telephone.call().orElseThrow().reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(done).containsExactly("end HUNG_UP", "ended");
    }

    @Test
    void itTellsHowLongACallHasBeenInItsState() {
        telephone.place(CALL, BOB, false);
        millis += 700;
        telephone.received(BOB, new Signal.Accept(CALL), true);
        millis += 300;

        assertThat(telephone.ageOf(telephone.call().orElseThrow())).isEqualTo(300);
        assertThat(done).containsExactly("open");
    }
}
