package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.EdgeTable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a node looks at its edges. */
class UpkeepTest {
    private static final long SOON_NANOS = Duration.ofMillis(200).toNanos();

    private final Overlay overlay = new Overlay(31);

    private SimNode node() {
        return node(CoreConfig.DEFAULT_TARGET_EDGES);
    }

    private SimNode node(int targetEdges) {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity, CoreConfig.of(identity, 0).targetEdges(targetEdges).build());
        node.start();
        return node;
    }

    private long untilNextTimerNanos(SimNode node) {
        return node.core().nextDeadline() - overlay.time().nanos();
    }

    @Test
    void messageOfSomebodyKnownIsNoReasonToLookAtTheEdges() {
        SimNode node = node();
        SimNode peer = overlay.node();
        overlay.edge(peer, node);
        peer.send(node.id(), "first");
        overlay.runFor(Duration.ofSeconds(30));
        overlay.time().runUntil(() -> untilNextTimerNanos(node) > SOON_NANOS, Duration.ofMinutes(1));
        int delivered = node.texts().size();

        peer.send(node.id(), "second");
        overlay.time().runUntil(() -> node.texts().size() > delivered, Duration.ofMillis(50));

        assertThat(node.texts()).hasSize(delivered + 1);
        assertThat(untilNextTimerNanos(node)).isGreaterThan(SOON_NANOS / 2);
    }

    @Test
    void nodeWithASmallTargetDialsTheNearestAndOneInEachBucketAnyway() {
        SimNode node = node(2);
        List<SimNode> others = IntStream.range(0, 30)
                .mapToObj(this::inASubnetOfItsOwn)
                .sorted(Comparator.comparing(SimNode::id, node.id().byDistance()))
                .toList();
        tell(node, others.subList(20, 30));
        overlay.runFor(Duration.ofSeconds(10));
        EdgeTable edges = node.core().edges();
        assertThat(edges.size()).isGreaterThan(2);

        tell(node, others.subList(0, 20));
        overlay.runFor(Duration.ofMinutes(2));

        assertThat(others.subList(0, 8)).allMatch(near -> edges.get(near.id()) != null);
        Set<Integer> covered = edges.edges().stream()
                .map(edge -> node.id().bucketIndex(edge.id()))
                .collect(Collectors.toSet());
        assertThat(others).allMatch(other -> covered.contains(node.id().bucketIndex(other.id())));
    }

    private SimNode inASubnetOfItsOwn(int number) {
        Identity identity = overlay.newIdentity();
        SimNode quiet = overlay.node(identity, Overlay.quiet(identity), Endpoint.quic("10.50." + number + ".1:4242"));
        quiet.start();
        return quiet;
    }

    private static void tell(SimNode node, List<SimNode> others) {
        node.input(core -> others.forEach(other -> core.knowledge()
                .observe(
                        new Contact(other.id(), null, 0, List.of(other.endpoint())), ContactSource.OWNER, node.now())));
    }
}
