package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeLimiterTest {
    private static final byte[] APPLICATION_FRAME = Frames.frame(FrameType.APP, Frames.bytes("x"));

    private final Overlay overlay = new Overlay(31);
    private final SimNode node = overlay.quietNode();
    private final Puppet peer = overlay.puppet();

    @Test
    void H06_applicationFramesAboveTheBurstAreShedAndCounted() {
        Wire end = overlay.edge(node, peer, false);

        for (int i = 0; i < 1280; i++) {
            end.arrive(APPLICATION_FRAME);
        }

        assertThat(node.deliveries).hasSize(1024);
        assertThat(node.drops(DropReason.RATE_LIMITED_FORWARD)).isEqualTo(256);
    }

    @Test
    void W04_pingsAboveTheBurstAreNotAnswered() {
        Wire end = overlay.edge(node, peer, false);

        for (int i = 0; i < 1280; i++) {
            end.arrive(Frames.frame(FrameType.PING, new byte[0]));
        }

        assertThat(node.count(NodeCounter.PONGS_SENT)).isEqualTo(1024);
        assertThat(node.drops(DropReason.RATE_LIMITED_PING)).isEqualTo(256);
    }

    @Test
    void H08_whatThisNodeSendsIsNotCharged() {
        Wire end = overlay.edge(node, peer, false);

        for (int i = 0; i < 2000; i++) {
            node.send(peer.id(), "routed");
        }
        for (int i = 0; i < 1024; i++) {
            end.arrive(APPLICATION_FRAME);
        }

        assertThat(node.count(NodeCounter.COPIES_SENT)).isEqualTo(2000);
        assertThat(node.deliveries).hasSize(1024);
        assertThat(node.drops(DropReason.RATE_LIMITED_FORWARD)).isZero();
    }

    @Test
    void H08_withoutAnEdgeThereIsNoBudgetToAskFor() {
        Wire end = overlay.edge(node, peer, false);
        node.drop(peer.id());

        end.arrive(APPLICATION_FRAME);

        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.CLOSED_CONNECTION)).isEqualTo(1);
    }

    @Test
    void H15_fiveReconnectsWithinASecondPassNoMoreThanOneBurstAndTheRefill() {
        for (int round = 0; round < 5; round++) {
            Wire end = overlay.edge(node, peer, false);
            for (int i = 0; i < 1024; i++) {
                end.arrive(APPLICATION_FRAME);
            }
            node.drop(peer.id());
            overlay.runFor(Duration.ofMillis(100));
        }

        assertThat(node.deliveries.size()).isBetween(1024, 1024 + 512);
        assertThat(node.drops(DropReason.RATE_LIMITED_FORWARD)).isEqualTo(5 * 1024 - node.deliveries.size());
    }

    @Test
    void secondConnectionSharesTheBudgetOfItsPeer() {
        Wire first = overlay.edge(node, peer, false);
        Wire second = overlay.edge(node, peer, true);

        for (int i = 0; i < 1024; i++) {
            first.arrive(APPLICATION_FRAME);
            second.arrive(APPLICATION_FRAME);
        }

        assertThat(node.deliveries).hasSize(1024);
    }

    @Test
    void refilledBudgetsAreForgottenAndOfTheOthers4096AreKept() {
        Counts counts = new Counts();
        EdgeLimiter limiter = new EdgeLimiter(true, counts);
        NodeId drained = overlay.newId();
        EdgeBudget budget = limiter.take(drained);
        while (budget.tryForward(0)) {}
        limiter.remember(drained, budget, 0);
        assertThat(limiter.take(drained).tryForward(0)).as("still drained").isFalse();
        limiter.remember(drained, budget, 0);

        for (int i = 0; i < 8192; i++) {
            NodeId id = overlay.newId();
            EdgeBudget other = limiter.take(id);
            other.tryControl(0);
            limiter.remember(id, other, 0);
        }
        assertThat(limiter.remembered()).isEqualTo(4096);
        assertThat(counts.drops().get(DropReason.EDGE_BUDGET_EVICTED)).isEqualTo(4097);

        NodeId untouched = overlay.newId();
        limiter.remember(untouched, limiter.take(untouched), Duration.ofHours(1).toNanos());
        assertThat(limiter.remembered()).isZero();
    }

    /** Takes what one of the limits of an edge allows. */
    private enum Limit {
        CONTROL(32, 16, EdgeBudget::tryControl),
        FORWARD(1024, 512, EdgeBudget::tryForward),
        PING(1024, 256, EdgeBudget::tryPing),
        FORGERIES(1024, 192, EdgeBudget::tryForgery),
        FORWARD_KIBIBYTES(4096, 8192, (budget, now) -> budget.tryForwardBytes(1024, now));

        private final int burst;
        private final int perSecond;
        private final BiPredicate<EdgeBudget, Long> take;

        Limit(int burst, int perSecond, BiPredicate<EdgeBudget, Long> take) {
            this.burst = burst;
            this.perSecond = perSecond;
            this.take = take;
        }

        int takeAll(EdgeBudget budget, long nowNanos) {
            int taken = 0;
            while (take.test(budget, nowNanos)) {
                taken++;
            }
            return taken;
        }
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void anEdgeMayAskForTheBurstAtOnceAndThenForTheRateThatIsDocumented(Limit limit) {
        EdgeBudget budget = new EdgeLimiter(true, new Counts()).take(peer.id());

        assertThat(limit.takeAll(budget, 0)).isEqualTo(limit.burst);
        assertThat(limit.takeAll(budget, Duration.ofMillis(500).toNanos())).isEqualTo(limit.perSecond / 2);
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void budgetIsKeptUntilEachOfItsLimitsHasRefilled(Limit limit) {
        EdgeLimiter limiter = new EdgeLimiter(true, new Counts());
        EdgeBudget budget = limiter.take(peer.id());
        limit.take.test(budget, 0L);
        limiter.remember(peer.id(), budget, 0);
        assertThat(limiter.remembered()).isEqualTo(1);

        NodeId other = overlay.newId();
        limiter.remember(other, limiter.take(other), Duration.ofSeconds(1).toNanos());
        assertThat(limiter.remembered()).isZero();
    }

    @Test
    void forgeriesAreChargedToTheMessagesOfAnEdgeAsWell() {
        EdgeBudget budget = new EdgeLimiter(true, new Counts()).take(peer.id());
        for (int i = 0; i < 24; i++) {
            budget.tryForgery(0);
        }

        assertThat(Limit.FORWARD.takeAll(budget, 0)).isEqualTo(1000);
    }

    @Test
    void limitsCanBeLiftedForBenchmarks() {
        Identity identity = overlay.newIdentity();
        SimNode free = overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .rateLimited(false)
                        .upkeep(false)
                        .deduplicationCapacity(16)
                        .build());
        Wire end = overlay.edge(free, peer, false);

        for (int i = 0; i < 5000; i++) {
            end.arrive(APPLICATION_FRAME);
        }

        assertThat(free.deliveries).hasSize(5000);
    }
}
