package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsolationWatchTest {
    private static final Duration ALMOST = Duration.ofSeconds(29);
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Overlay overlay = new Overlay(13);
    private final SimNode node = overlay.node();
    private final SimNode anchor = overlay.node();

    private List<NodeEvent.AnchorsUnreachable> warnings() {
        return node.events(NodeEvent.AnchorsUnreachable.class);
    }

    private List<NodeEvent.AnchorsReached> allClear() {
        return node.events(NodeEvent.AnchorsReached.class);
    }

    @Test
    void deadAnchorsAreNamedOnceAfterThirtySecondsWithTheReasonAndTheEndIsTold() {
        String first = overlay.deadAnchor();
        String second = overlay.deadAnchor();
        node.addAnchor(first);
        node.addAnchor(second);
        overlay.runFor(ALMOST);
        assertThat(warnings()).isEmpty();

        overlay.runFor(TWO_SECONDS);
        assertThat(warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.needsAttention()).isTrue();
            assertThat(warning.alone()).isEqualTo(Duration.ofSeconds(30));
            assertThat(warning.anchors())
                    .extracting(each -> each.entry().toString())
                    .containsExactly(first, second);
            assertThat(warning.anchors())
                    .allSatisfy(each -> assertThat(each.lastFailure()).isNotBlank());
            assertThat(warning.describe())
                    .contains(first, second, warning.anchors().get(0).lastFailure());
        });
        overlay.runFor(HOUR);
        assertThat(warnings()).as("once, not with each dial").hasSize(1);
        assertThat(allClear()).isEmpty();

        node.addAnchor(anchor);
        overlay.settle();
        assertThat(allClear())
                .singleElement()
                .satisfies(event -> assertThat(event.alone()).isGreaterThan(HOUR));
    }

    @Test
    void nodeThatIsReachedInTimeSaysNothingAndOneThatLosesItsLastEdgeWarnsAgain() {
        node.addAnchor(anchor);
        overlay.runFor(HOUR);
        assertThat(warnings()).isEmpty();

        overlay.online(anchor, false);
        overlay.runFor(Duration.ofMinutes(10));

        assertThat(warnings()).hasSize(1);
        assertThat(allClear()).isEmpty();
    }

    @Test
    void firstNodeOfANetworkMissesNobodyUntilItIsGivenAnAnchor() {
        overlay.runFor(HOUR);
        assertThat(warnings()).isEmpty();

        node.addAnchor(overlay.deadAnchor());
        overlay.runFor(Duration.ofMinutes(1));
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void nodeThatLeavesIsNotWarned() {
        node.addAnchor(overlay.deadAnchor());
        node.leave();
        overlay.runFor(HOUR);

        assertThat(warnings()).isEmpty();
    }

    @Test
    void oneLineNamesAtMostEightAnchors() {
        List<AnchorSnapshot> anchors = IntStream.range(0, 20)
                .mapToObj(i -> new AnchorSnapshot(
                        AnchorEntry.parse(NodeId.ZERO + "@192.0.2." + i + ":4242"), AnchorState.RESOLVING, 0, null))
                .toList();

        assertThat(new NodeEvent.AnchorsUnreachable(Duration.ofSeconds(30), anchors).describe())
                .startsWith("No edge for 30 s")
                .contains("192.0.2.7:4242 (resolving)", "and 12 more")
                .doesNotContain("192.0.2.8:");
    }
}
