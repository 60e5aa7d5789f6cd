package io.nodenet.cli;

import io.nodenet.NodenetException;
import io.nodenet.diagnosis.Check;
import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.HostFacts;
import io.nodenet.diagnosis.Level;
import io.nodenet.fact.NodeEvent;
import io.nodenet.node.Node;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs a node until nothing more can be learned from the network, or the time is over, and diagnoses it. */
final class Examination {
    /** The checks that the network answers sooner or later. */
    private static final Set<Check> LEARNED = Set.of(Check.NAT, Check.REACHABILITY, Check.CLOCK);

    /** There are no events for reports and clocks, so it also polls at this interval. */
    private static final Duration PERIOD = Duration.ofMillis(250);

    private final Function<RunOptions, Node> nodes;
    private final Duration timeout;

    Examination(Function<RunOptions, Node> nodes, Duration timeout) {
        this.nodes = nodes;
        this.timeout = timeout;
    }

    /** Returns the diagnosis of a node that is built for it and closed afterwards; a failure to start is also a finding. */
    Diagnosis of(RunOptions options) throws InterruptedException {
        HostFacts host = HostFacts.collect();
        try (Node node = nodes.apply(options)) {
            Semaphore news = new Semaphore(0);
            node.on(NodeEvent.class, event -> news.release());
            node.start();
            return listen(host, node, options.anchors().isEmpty() ? Duration.ZERO : timeout, news);
        } catch (NodenetException e) {
            return Diagnosis.withoutNode(host, String.valueOf(e.getMessage()));
        }
    }

    private static Diagnosis listen(HostFacts host, Node node, Duration timeout, Semaphore news)
            throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            Diagnosis diagnosis = Diagnosis.of(host, node.snapshot(), Duration.ZERO);
            long left = end - System.nanoTime();
            if (left <= 0 || isComplete(diagnosis)) {
                return diagnosis;
            }
            news.tryAcquire(Math.min(left, PERIOD.toNanos()), TimeUnit.NANOSECONDS);
            news.drainPermits();
        }
    }

    private static boolean isComplete(Diagnosis diagnosis) {
        return diagnosis.get(Check.NODE).level() != Level.OK
                || diagnosis.get(Check.ANCHORS).level() == Level.OK
                        && LEARNED.stream().map(diagnosis::get).noneMatch(finding -> finding.level() == Level.UNKNOWN);
    }
}
