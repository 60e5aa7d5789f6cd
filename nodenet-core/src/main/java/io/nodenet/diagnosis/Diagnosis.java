package io.nodenet.diagnosis;

import io.nodenet.node.NodeSnapshot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a node and its host tell: one finding for each {@link Check}, in the order of its constants (docs/doctor.md). Immutable.
 *
 * @param findings one for each check
 */
public record Diagnosis(List<Finding> findings) {
    /** How long a node that runs for good may take to reach an anchor before that is a problem: as long as its health allows. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Copies the list. */
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /**
     * Returns the diagnosis of a node.
     *
     * @param patience how long it may take to reach an anchor before that is a problem
     */
    public static Diagnosis of(HostFacts host, NodeSnapshot node, Duration patience) {
        return of(host, node, NodeChecks.node(node), patience);
    }

    /**
     * Returns the diagnosis of a host on which no node could be started, or whose node does not answer.
     *
     * @param cause why not, in one line for people
     */
    public static Diagnosis withoutNode(HostFacts host, String cause) {
        return of(host, null, NodeChecks.notStarted(cause), Duration.ZERO);
    }

    private static Diagnosis of(HostFacts host, @Nullable NodeSnapshot node, Finding running, Duration patience) {
        return new Diagnosis(List.of(
                HostChecks.nativeLibrary(host),
                HostChecks.socketDriver(host),
                HostChecks.socketBuffers(host),
                HostChecks.interfaces(host, node),
                running,
                NodeChecks.anchors(node, patience),
                PathChecks.nat(node),
                PathChecks.reachability(node),
                NodeChecks.clock(node),
                PathChecks.pathMtu(host, node),
                NodeChecks.duplicateIdentity(node)));
    }

    /** Returns the finding of a check. */
    public Finding get(Check check) {
        return findings.stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow();
    }

    /** Returns how many findings are of a level. */
    public int count(Level level) {
        return (int)
                findings.stream().filter(finding -> finding.level() == level).count();
    }
}
