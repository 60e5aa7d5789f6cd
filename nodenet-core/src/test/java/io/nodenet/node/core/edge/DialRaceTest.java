package io.nodenet.node.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DialRaceTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));
    private static final Endpoint ONE = Endpoint.quic("192.0.2.1:4242");
    private static final Endpoint TWO = Endpoint.quic("192.0.2.2:4242");
    private static final long SHORT = 2_000;
    private static final long LONG = 6_000;

    private final Turn turn = new Turn();
    private final Timers timers = new Timers(turn);
    private final List<Dial> begun = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final Dials dials = new Dials(new Recorder(), new Operations(), new Counts());
    private final DialRace race = new DialRace(dials, timers, PEER, new DialRace.Outcome() {
        @Override
        public void onWon(Connection connection) {}

        @Override
        public void onLost(@Nullable String lastFailure) {
            lost.add(String.valueOf(lastFailure));
        }
    });

    private record Dial(long operation, Endpoint endpoint, long timeoutNanos) {}

    private final class Recorder implements DialOutput {
        @Override
        public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
            begun.add(new Dial(operation, endpoint, timeoutNanos));
        }

        @Override
        public void cancelDial(long operation) {}

        @Override
        public void punch(Endpoint target) {}

        @Override
        public void openRelay(long session, Endpoint caller, Endpoint callee) {}

        @Override
        public void closeRelay(long session) {}

        @Override
        public void resolve(long operation, HostPort address) {}
    }

    private void fail(int dial, DialFailure.Reason reason) {
        dials.onDialFailed(begun.get(dial).operation, new DialFailure(reason, "failed"));
    }

    private List<String> dialed() {
        return begun.stream()
                .map(dial -> dial.endpoint.text() + " for " + dial.timeoutNanos)
                .toList();
    }

    private void passStagger() {
        turn.begin(turn.nowNanos() + DialRace.STAGGER.toNanos(), 0);
        timers.fire();
    }

    @Test
    void eachDialHasTheTimeThatItsAddressWasGiven() {
        race.add(List.of(ONE), SHORT);
        race.add(List.of(TWO), LONG);
        passStagger();

        assertThat(dialed()).containsExactly("192.0.2.1:4242 for 2000", "192.0.2.2:4242 for 6000");
    }

    @Test
    void addressWhoseTurnIsStillToComeHasTheLongerTime() {
        race.add(List.of(ONE, TWO), SHORT);
        race.add(List.of(TWO), LONG);
        race.add(List.of(TWO), SHORT);
        passStagger();

        assertThat(dialed()).containsExactly("192.0.2.1:4242 for 2000", "192.0.2.2:4242 for 6000");
    }

    @Test
    void addressThatRanOutOfTimeIsDialedOnceMoreWhenItHasMore() {
        race.add(List.of(ONE), SHORT);
        fail(0, DialFailure.Reason.TIMEOUT);
        race.add(List.of(ONE), LONG);
        race.complete();
        assertThat(dialed()).containsExactly("192.0.2.1:4242 for 2000", "192.0.2.1:4242 for 6000");

        fail(1, DialFailure.Reason.TIMEOUT);

        assertThat(begun).hasSize(2);
        assertThat(lost).containsExactly("failed");
    }

    @Test
    void addressThatIsGivenMoreTimeWhileItIsDialedIsDialedOnceMoreBehindIt() {
        race.add(List.of(ONE), SHORT);
        race.add(List.of(ONE), LONG);
        race.complete();
        assertThat(begun).hasSize(1);

        fail(0, DialFailure.Reason.TIMEOUT);

        assertThat(dialed()).containsExactly("192.0.2.1:4242 for 2000", "192.0.2.1:4242 for 6000");
        assertThat(lost).isEmpty();
    }

    @Test
    void addressThatWasRefusedIsNotDialedAgainHoweverMuchTimeItHas() {
        race.add(List.of(ONE), SHORT);
        fail(0, DialFailure.Reason.IDENTITY_MISMATCH);
        race.add(List.of(ONE), LONG);
        race.complete();

        assertThat(begun).hasSize(1);
        assertThat(lost).containsExactly("failed");
    }

    @Test
    void addressesAreBoundedHoweverOftenTheyAreAdded() {
        for (int i = 0; i < 20; i++) {
            race.add(List.of(Endpoint.quic("192.0.2." + i + ":1")), SHORT + i);
        }
        for (int i = 0; i < 40; i++) {
            passStagger();
        }

        assertThat(begun).hasSize(DialRace.MAX_ADDRESSES);
    }
}
