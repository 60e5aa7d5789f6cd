package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs of NATs connected while one datagram in twenty is lost and the first message of each type of the signalling, in all its copies; and
 * those that need a volunteer while one of the volunteers dies. {@code -Dnodenet.connect.seeds=1000} runs more seeds.
 */
class ConnectUnderLossTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final double LOSS = 0.05;
    private static final int SIGNATURE_DIGITS = 128;
    private static final String RELAY_REQUEST = "0c";
    private static final String RELAY_GRANT = "0d";
    private static final String RELAY_BIND = "0e";
    private static final NatProfile[] PUNCHABLE = {
        NatProfile.NONE,
        NatProfile.FULL_CONE,
        NatProfile.RESTRICTED_CONE,
        NatProfile.PORT_RESTRICTED,
        NatProfile.CARRIER
    };
    private static final NatProfile[] RELAYED = {
        NatProfile.SYMMETRIC, NatProfile.SYMMETRIC_SEQUENTIAL, NatProfile.ADDRESS_DEPENDENT
    };

    private final Map<String, String> lost = new HashMap<>();

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("nodenet.connect.seeds", 20));
    }

    /** Returns whether a frame is a copy of the first message of its type: they share the signature, the last of each frame. */
    private boolean isLost(ByteBuf frame) {
        String digits = ByteBufUtil.hexDump(frame);
        String type = digits.substring(2, 4);
        if (List.of(RELAY_REQUEST, RELAY_GRANT, RELAY_BIND).contains(type)) {
            return lost.putIfAbsent(type, digits) == null;
        }
        if (!List.of(Signals.HELLO, Signals.REPLY, Signals.CONNECT, Signals.CONNECT_ACK)
                .contains(type)) {
            return false;
        }
        String message = digits.substring(digits.length() - SIGNATURE_DIGITS);
        String first = lost.putIfAbsent(type, message);
        return first == null || first.equals(message);
    }

    private static Duration deadlineOf(ConnectStep.Stage stage) {
        return switch (stage) {
            case EXISTING_EDGE -> Duration.ZERO;
            case POLICY -> Duration.ofSeconds(1);
            case RENDEZVOUS -> Duration.ofSeconds(10);
            case DIRECT, PUNCH, RELAY -> Duration.ofSeconds(10);
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pairIsConnectedWhateverIsLostOnceAndNoStepOutlivesItsTime(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pair pair = new Pair(
                seed, PUNCHABLE[random.nextInt(PUNCHABLE.length)], PUNCHABLE[random.nextInt(PUNCHABLE.length)]);
        pair.everybody().forEach(node -> node.loses = this::isLost);

        Connected connected = pair.connect();

        assertThat(connected.took()).as(connected.steps().toString()).isLessThan(Duration.ofSeconds(8));
        assertThat(lost).as("what was lost").containsKeys(Signals.HELLO, Signals.REPLY);
        if (connected.path() == PathKind.PUNCHED && connected.took().compareTo(Duration.ofSeconds(4)) < 0) {
            assertThat(lost).containsKeys(Signals.CONNECT);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pairIsRelayedWhateverIsLostOnce(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pair pair = new Pair(seed, RELAYED[random.nextInt(RELAYED.length)], RELAYED[random.nextInt(RELAYED.length)]);
        pair.everybody().forEach(node -> node.loses = this::isLost);

        Connected connected = pair.connect();

        assertThat(connected.took()).as(connected.steps().toString()).isLessThan(Duration.ofSeconds(12));
        if (connected.path() == PathKind.RELAYED) {
            assertThat(lost).as("what was lost").containsKeys(RELAY_REQUEST, RELAY_GRANT, RELAY_BIND);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pairIsRelayedThoughTheVolunteerThatIsAskedFirstDies(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pair pair = new Pair(seed, NatProfile.SYMMETRIC, RELAYED[random.nextInt(RELAYED.length)]);
        NodeId callee = pair.callee.id();
        SimNode first = pair.anchors.stream()
                .min((one, other) -> callee.compareDistance(one.id(), other.id()))
                .orElseThrow();
        Duration after = Duration.ofMillis(random.nextInt(1500));
        pair.overlay.time().schedule(() -> pair.overlay.network().kill(first.id()), after.toNanos());

        Connected connected = pair.connect();

        assertThat(connected.took()).as(after + " " + connected.steps()).isLessThan(Duration.ofSeconds(12));
    }

    /** Two nodes behind NATs with three anchors in common, all of which relay, on a network that loses datagrams. */
    private static final class Pair {
        private final Overlay overlay;
        private final List<SimNode> anchors;
        private final SimNode caller;
        private final SimNode callee;

        Pair(long seed, NatProfile callerNat, NatProfile calleeNat) {
            overlay = new Overlay(seed, Duration.ofMillis(15));
            NatHosts nats = new NatHosts(overlay);
            nats.makeAnchors(3);
            anchors = nats.anchors();
            caller = nats.behind(callerNat);
            callee = nats.behind(calleeNat);
            overlay.runFor(Duration.ofSeconds(15));
            overlay.network().loseDatagrams(LOSS);
        }

        private List<SimNode> everybody() {
            List<SimNode> all = new ArrayList<>(anchors);
            all.add(caller);
            all.add(callee);
            return all;
        }

        private Connected connect() {
            long operation = caller.connect(callee.id(), EnumSet.allOf(PathKind.class), TIMEOUT);
            overlay.runFor(TIMEOUT.plusSeconds(1));
            Connected connected = caller.connected.get(operation);
            assertThat(caller.failed).isEmpty();
            assertThat(connected.steps())
                    .allSatisfy(step -> assertThat(step.took()).isLessThanOrEqualTo(deadlineOf(step.stage())));
            return connected;
        }
    }
}
