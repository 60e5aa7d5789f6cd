package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.metrics.DurationHistogram;
import io.nodenet.node.NodeSnapshot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What earlier runs of a node counted, so that no counter goes back when it is started again.
 *
 * @param counters what they did, by name
 * @param drops what they dropped, by cause
 * @param transport what their transports counted, by name
 * @param loopTurns how long the turns of their loops took
 */
record CounterTotals(
        Map<String, Long> counters,
        Map<String, Long> drops,
        Map<String, Long> transport,
        DurationHistogram.Snapshot loopTurns) {
    static final CounterTotals NONE = new CounterTotals(Map.of(), Map.of(), Map.of(), DurationHistogram.Snapshot.EMPTY);

    /** Answers these totals and those of one more run. */
    CounterTotals plus(NodeSnapshot run) {
        return new CounterTotals(
                sum(counters, run.counters()),
                sum(drops, run.drops()),
                sum(transport, run.transport()),
                loopTurns.plus(run.loopTurns()));
    }

    /** Answers the snapshot of a run with the totals before it in its counters. */
    NodeSnapshot addedTo(NodeSnapshot run) {
        CounterTotals all = plus(run);
        return new NodeSnapshot(
                run.id(),
                run.state(),
                run.uptime(),
                run.difficulty(),
                run.endpoint(),
                run.endpoints(),
                run.reflexive(),
                run.phase(),
                run.outgoingEdges(),
                run.inboundEdges(),
                run.edges(),
                run.anchors(),
                run.limits(),
                all.counters,
                all.drops,
                all.transport,
                all.loopTurns);
    }

    private static Map<String, Long> sum(Map<String, Long> before, Map<String, Long> run) {
        Map<String, Long> sum = new LinkedHashMap<>(before);
        run.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return Collections.unmodifiableMap(sum);
    }
}
