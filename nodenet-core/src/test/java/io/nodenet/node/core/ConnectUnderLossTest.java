package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.transport.memory.HostProfile;
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
 * Pairs of NATs that can be punched, connected while one datagram in twenty is lost and the first message of each type of the signalling, in
 * all its copies. {@code -Dnodenet.connect.seeds=1000} runs more seeds.
 */
class ConnectUnderLossTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final double LOSS = 0.05;
    private static final int SIGNATURE_DIGITS = 128;
    private static final NatProfile[] KINDS = {
        NatProfile.NONE,
        NatProfile.FULL_CONE,
        NatProfile.RESTRICTED_CONE,
        NatProfile.PORT_RESTRICTED,
        NatProfile.CARRIER
    };

    private final Map<String, String> lost = new HashMap<>();

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("nodenet.connect.seeds", 20));
    }

    /** Returns whether a frame is a copy of the first message of its type: they share the signature, the last of each frame. */
    private boolean isLost(ByteBuf frame) {
        String digits = ByteBufUtil.hexDump(frame);
        String type = digits.substring(2, 4);
        if (!List.of(Signals.HELLO, Signals.REPLY, Signals.CONNECT, Signals.CONNECT_ACK)
                .contains(type)) {
            return false;
        }
        String message = digits.substring(digits.length() - SIGNATURE_DIGITS);
        String first = lost.putIfAbsent(type, message);
        return first == null || first.equals(message);
    }

    private static SimNode behind(Overlay overlay, NatProfile nat, int host, List<SimNode> anchors) {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity,
                Overlay.config(identity, 0).build(),
                Endpoint.quic("203.0." + host + ".1:4242"),
                new HostProfile().withNat(nat));
        anchors.forEach(node::addAnchor);
        node.start(nat == NatProfile.NONE ? node.endpoint() : Endpoint.quic("192.168." + host + ".2:4242"));
        return node;
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
        Overlay overlay = new Overlay(seed, Duration.ofMillis(15));
        List<SimNode> anchors = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            anchors.add(behind(overlay, NatProfile.NONE, i, anchors));
        }
        SplittableRandom random = new SplittableRandom(seed);
        NatProfile callerNat = KINDS[random.nextInt(KINDS.length)];
        NatProfile calleeNat = KINDS[random.nextInt(KINDS.length)];
        SimNode caller = behind(overlay, callerNat, 4, anchors);
        SimNode callee = behind(overlay, calleeNat, 5, anchors);
        overlay.runFor(Duration.ofSeconds(15));
        overlay.network().loseDatagrams(LOSS);
        anchors.forEach(anchor -> anchor.loses = this::isLost);

        long operation = caller.connect(callee.id(), EnumSet.allOf(PathKind.class), TIMEOUT);
        overlay.runFor(TIMEOUT.plusSeconds(1));

        Connected connected = caller.connected.get(operation);
        assertThat(caller.failed).as(callerNat + " to " + calleeNat).isEmpty();
        assertThat(connected.steps())
                .allSatisfy(step -> assertThat(step.took()).isLessThanOrEqualTo(deadlineOf(step.stage())));
        assertThat(connected.took()).as(connected.steps().toString()).isLessThan(Duration.ofSeconds(8));
        assertThat(lost).as("what was lost").containsKeys(Signals.HELLO, Signals.REPLY);
        if (connected.path() == PathKind.PUNCHED && connected.took().compareTo(Duration.ofSeconds(4)) < 0) {
            assertThat(lost).containsKeys(Signals.CONNECT);
        }
    }
}
