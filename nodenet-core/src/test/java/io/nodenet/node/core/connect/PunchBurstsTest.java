package io.nodenet.node.core.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of the hosts that were punched. */
class PunchBurstsTest {
    private final Turn turn = new Turn();
    private final List<Endpoint> punched = new ArrayList<>();
    private final PunchBursts bursts = new PunchBursts(turn, new Timers(turn), new Recorder(), new Counts());

    private final class Recorder implements DialOutput {
        @Override
        public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
            throw new AssertionError("Nobody is dialed");
        }

        @Override
        public void cancelDial(long operation) {}

        @Override
        public void punch(Endpoint target) {
            punched.add(target);
        }

        @Override
        public void openRelay(long session, Endpoint caller, Endpoint callee) {
            throw new AssertionError("Nothing is relayed");
        }

        @Override
        public void closeRelay(long session) {
            throw new AssertionError("Nothing is relayed");
        }

        @Override
        public void resolve(long operation, HostPort address) {
            throw new AssertionError("Nothing is resolved");
        }
    }

    private static Endpoint at(int host) {
        return Endpoint.quic("198.51." + host / 256 + "." + host % 256 + ":4242");
    }

    private void request(int host) {
        PunchBursts.Burst burst = bursts.request(List.of(at(host)));
        if (burst != null) {
            burst.stop();
        }
    }

    @Test
    void hostsThatAreRememberedAreBoundedAndTheOldestGoes() {
        for (int host = 0; host < 2000; host++) {
            request(host);
        }

        assertThat(punched).hasSize(2000);
        assertThat(bursts.size()).isEqualTo(1024);
    }

    @Test
    void hostWhoseLimitIsUsedUpStaysLimitedHoweverManyOthersArePunched() {
        List<Endpoint> ports = IntStream.range(0, 64)
                .mapToObj(port -> Endpoint.quic("203.0.113.7:" + (4000 + port)))
                .toList();
        ports.forEach(port -> bursts.open(List.of(port)));
        assertThat(punched).isEqualTo(ports.subList(0, 16));
        punched.clear();

        for (int host = 0; host < 8000; host++) {
            bursts.open(List.of(at(host)));
        }
        bursts.open(ports.subList(16, 24));

        assertThat(punched).hasSize(8000).doesNotContainAnyElementsOf(ports);
    }

    @Test
    void hostIsForgottenAfterHalfAMinute() {
        request(1);
        turn.begin(Duration.ofSeconds(31).toNanos(), 0);
        request(2);

        assertThat(bursts.size()).isOne();
    }

    @Test
    void ownBurstIsNotLimitedButItsHostsAreRemembered() {
        for (int i = 0; i < 100; i++) {
            bursts.begin(List.of(at(1))).stop();
        }

        assertThat(punched).hasSize(100);
        assertThat(bursts.size()).isOne();
    }

    @Test
    void cancelledBurstLeavesItsPlaceToAnother() {
        for (int i = 0; i < 100; i++) {
            request(i);
        }

        assertThat(punched).as("32 at a time, had they gone on").hasSize(100);
    }

    @Test
    void thisHostItselfIsNeverPunchedEvenByANodeThatIsBoundToLoopback() {
        assertThat(bursts.request(List.of(Endpoint.quic("127.0.0.1:4242"), Endpoint.quic("[::1]:4242"))))
                .isNull();
        bursts.begin(List.of(Endpoint.quic("127.0.0.1:4242"), at(1))).stop();

        assertThat(punched).containsExactly(at(1));
        assertThat(bursts.size()).isOne();
    }
}
