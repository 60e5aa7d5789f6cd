package io.nodenet.test.simulation.experiment;

import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.test.simulation.OverlayObserver;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.transport.TimeSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Watches how long after their start nodes have one edge, and three. */
final class EdgeTimes implements OverlayObserver {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int THIRD = 3;

    private final Map<NodeId, Times> nodes = new LinkedHashMap<>();

    private static final class Times {
        final TimeSource time;
        final long startNanos;
        long firstNanos = NEVER;
        long thirdNanos = NEVER;

        Times(TimeSource time) {
            this.time = time;
            this.startNanos = time.nanos();
        }

        void count(int edges) {
            long passed = time.nanos() - startNanos;
            firstNanos = Math.min(firstNanos, passed);
            if (edges >= THIRD) {
                thirdNanos = Math.min(thirdNanos, passed);
            }
        }
    }

    /** Takes note of a node that has just started. */
    void started(SimulatedNode node, TimeSource time) {
        nodes.put(node.id(), new Times(time));
    }

    @Override
    public void happened(SimulatedNode node, NodeEvent event) {
        Times times = nodes.get(node.id());
        if (times != null && event instanceof NodeEvent.PeerConnected) {
            times.count(node.core().edges().size());
        }
    }

    /** Returns a percentile of the milliseconds to the first edge, empty if it falls on a node that has never had one. */
    OptionalLong firstMillis(int percent) {
        return millis(percent, times -> times.firstNanos);
    }

    /** Returns a percentile of the milliseconds to the third edge, empty if it falls on a node that has never had three. */
    OptionalLong thirdMillis(int percent) {
        return millis(percent, times -> times.thirdNanos);
    }

    private OptionalLong millis(int percent, ToLongFunction<Times> which) {
        long[] sorted = nodes.values().stream().mapToLong(which).toArray();
        Arrays.sort(sorted);
        long nanos = sorted.length == 0 ? NEVER : sorted[NearestRank.of(percent, sorted.length)];
        return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
