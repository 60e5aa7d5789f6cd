package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.ConnectionClosedException;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dials that are up for the caller, and closed by the callee as soon as it has looked at them. */
class ClosedDialsTest {
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private Overlay overlay = new Overlay(61);

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    /** Adds a node that asks its policy whom it admits. */
    private SimNode gated() {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity, Overlay.config(identity, 0).upkeep(false).gated(true).build());
        node.start();
        return node;
    }

    private void join(SimNode caller, SimNode callee) {
        SimNode between = quiet();
        overlay.edge(caller, between);
        overlay.edge(callee, between);
    }

    @Test
    void edgeToAPeerThatClosesItIsGoneAtOnceAndAnotherAttemptStartsAfresh() {
        SimNode caller = overlay.node();
        SimNode callee = gated();
        join(caller, callee);
        callee.policy = (peer, outbound) -> false;

        long refused = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(caller.connected)
                .as("a dial is up before the callee has looked at it")
                .containsOnlyKeys(refused);
        assertThat(caller.events(NodeEvent.PeerDisconnected.class))
                .extracting(NodeEvent.PeerDisconnected::peer)
                .containsExactly(callee.id());
        assertThat(caller.core().edges().get(callee.id())).isNull();
        assertThat(callee.core().edges().get(caller.id())).isNull();
        assertThat(caller.dials).hasSize(1);

        callee.policy = (peer, outbound) -> true;
        long admitted = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(caller.connected).containsOnlyKeys(refused, admitted);
        assertThat(callee.core().edges().get(caller.id())).isNotNull();
    }

    @Test
    void directMessagesToSuchAPeerEndAfterTwoDials() {
        SimNode caller = quiet();
        SimNode callee = gated();
        join(caller, callee);
        callee.policy = (peer, outbound) -> false;
        int messages = 200;
        for (int i = 0; i < messages; i++) {
            caller.sendDirect(callee.id(), new byte[1]);
        }

        overlay.runFor(TIMEOUT);

        assertThat(caller.completed.size() + caller.failed.size()).isEqualTo(messages);
        assertThat(caller.failed.values()).isNotEmpty().allMatch(ConnectionClosedException.class::isInstance);
        assertThat(caller.dials).hasSize(2);
        assertThat(caller.events(NodeEvent.Reconnecting.class)).hasSize(1);
        assertThat(callee.deliveries).isEmpty();
        assertThat(caller.core().waitingBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachAttemptEndsOnceWhicheverConnectionsAreClosed(long seed) {
        overlay = new Overlay(seed);
        SimNode caller = quiet();
        SimNode callee = gated();
        join(caller, callee);
        SplittableRandom random = new SplittableRandom(seed);
        callee.policy = (peer, outbound) -> random.nextInt(3) == 0;
        List<Long> connects = new ArrayList<>();
        List<Long> sends = new ArrayList<>();

        for (int i = 0; i < 30; i++) {
            callee.policyDelayNanos = Duration.ofMillis(random.nextInt(40)).toNanos();
            connects.add(caller.connect(callee.id(), ALL, TIMEOUT));
            sends.add(caller.sendDirect(callee.id(), new byte[1]));
            overlay.runFor(Duration.ofMillis(random.nextInt(120)));
            if (random.nextInt(4) == 0) {
                overlay.network().breakConnections(caller.id(), callee.id());
            }
        }
        overlay.runFor(TIMEOUT.plusSeconds(10));

        assertThat(connects)
                .allSatisfy(operation -> assertThat(
                                caller.connected.containsKey(operation) ^ caller.failed.containsKey(operation))
                        .isTrue());
        assertThat(sends)
                .allSatisfy(operation -> assertThat(
                                caller.completed.containsKey(operation) ^ caller.failed.containsKey(operation))
                        .isTrue());
        assertThat(caller.core().waitingBytes()).isZero();
        assertThat(caller.core().nextDeadline())
                .as("nothing is awaited any more")
                .isEqualTo(Long.MAX_VALUE);
    }
}
