package io.nodenet.diagnosis;

import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ClockSkew;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the node by itself: its life, its anchors, its clock, and who uses an identity twice. */
final class NodeChecks {
    /** A clock that is off by more than this will soon be off by too much. */
    private static final Duration DRIFT = ClockSkew.TOLERANCE.dividedBy(2);

    private static final String SET_THE_CLOCK = "synchronise the clock of the host (NTP): with more than "
            + ClockSkew.TOLERANCE.toSeconds() + " s all messages are dropped";

    private NodeChecks() {}

    static Finding node(NodeSnapshot node) {
        List<String> evidence = List.of(
                "state: " + Labels.of(node.state()) + ", up for "
                        + node.uptime().toSeconds() + " s",
                "bound to: "
                        + (node.addresses().bound().isEmpty()
                                ? "nothing"
                                : node.addresses().bound().text()),
                "edges: " + node.connectivity().edges().size() + ", phase: "
                        + Labels.of(node.connectivity().phase()));
        if (node.state() == NodeState.RUNNING) {
            return Finding.ok(Check.NODE, "the node runs", evidence);
        }
        return node.state() == NodeState.FAILED
                ? Finding.problem(
                        Check.NODE,
                        "the node has failed",
                        evidence,
                        "read the log for the cause, and restart the process")
                : Finding.problem(Check.NODE, "the node does not run", evidence, "start it");
    }

    static Finding notStarted(String cause) {
        return Finding.problem(
                Check.NODE,
                "no node can be started, or it does not answer",
                List.of(cause),
                "remove the cause, and look again");
    }

    static Finding anchors(@Nullable NodeSnapshot node, Duration patience) {
        if (node == null || node.anchors().isEmpty()) {
            return withoutAnchors(node);
        }
        List<AnchorSnapshot> anchors = node.anchors();
        List<String> evidence = anchors.stream().map(NodeChecks::describe).toList();
        long reached = anchors.stream().filter(NodeChecks::isReached).count();
        if (reached == anchors.size()) {
            return Finding.ok(Check.ANCHORS, "every anchor answers", evidence);
        }
        String summary = reached + " of " + anchors.size() + " anchors answer";
        if (reached > 0 || !node.connectivity().edges().isEmpty()) {
            return Finding.warning(
                    Check.ANCHORS,
                    summary,
                    evidence,
                    "look whether the others run where they are said to, or leave them out");
        }
        return node.uptime().compareTo(patience) < 0
                ? Finding.unknown(Check.ANCHORS, "no anchor has answered yet", evidence, "look again in a few seconds")
                : withoutEdge(anchors, evidence);
    }

    private static Finding withoutEdge(List<AnchorSnapshot> anchors, List<String> evidence) {
        return anchors.stream().anyMatch(NodeChecks::hasLetGo)
                ? Finding.problem(
                        Check.ANCHORS,
                        "an anchor answers and lets this node go",
                        evidence,
                        "look whether this node has the difficulty of its network (--difficulty, nodenet.network.difficulty),"
                                + " and whether the anchor admits it")
                : Finding.problem(
                        Check.ANCHORS,
                        "no anchor answers",
                        evidence,
                        "look whether the anchor runs, whether its ID, address and port are right, and whether a firewall"
                                + " blocks UDP on either side");
    }

    /** It waits to be dialed again, and no dial has failed: there was an edge, and it has ended. */
    private static boolean hasLetGo(AnchorSnapshot anchor) {
        return anchor.state() == AnchorState.WAITING && anchor.failures() == 0;
    }

    private static Finding withoutAnchors(@Nullable NodeSnapshot node) {
        return node != null && !node.connectivity().edges().isEmpty()
                ? Finding.ok(Check.ANCHORS, "there are edges without an anchor", List.of())
                : Finding.unknown(
                        Check.ANCHORS,
                        "there is no anchor: nothing can be said about the network",
                        List.of(),
                        "name an anchor, unless this is the first node of its network");
    }

    private static boolean isReached(AnchorSnapshot anchor) {
        return anchor.state() == AnchorState.CONNECTED || anchor.state() == AnchorState.RELEASED;
    }

    private static String describe(AnchorSnapshot anchor) {
        String text =
                anchor.entry().id().shortText() + " at " + anchor.entry().address() + ": " + Labels.of(anchor.state());
        if (hasLetGo(anchor)) {
            return text + ", the edge to it has ended";
        }
        return anchor.lastFailure() == null || isReached(anchor)
                ? text
                : text + ", failures: " + anchor.failures() + ", the last: " + anchor.lastFailure();
    }

    static Finding clock(@Nullable NodeSnapshot node) {
        ClockSkew clock = node == null ? ClockSkew.UNKNOWN : node.clock();
        List<String> evidence = List.of("neighbours heard: " + clock.neighbours());
        if (clock.ahead() == null) {
            return Finding.unknown(
                    Check.CLOCK,
                    "too few neighbours have passed on messages to judge the clock",
                    evidence,
                    "compare it with NTP, for example by timedatectl");
        }
        if (clock.isExcessive()) {
            return Finding.problem(
                    Check.CLOCK,
                    "the clock is " + clock.describe() + ": all messages are dropped",
                    evidence,
                    SET_THE_CLOCK);
        }
        return clock.ahead().abs().compareTo(DRIFT) > 0
                ? Finding.warning(Check.CLOCK, "the clock is " + clock.describe(), evidence, SET_THE_CLOCK)
                : Finding.ok(Check.CLOCK, "the clock is that of the network", evidence);
    }

    static Finding duplicateIdentity(@Nullable NodeSnapshot node) {
        if (node == null || node.connectivity().edges().isEmpty()) {
            return Finding.unknown(
                    Check.DUPLICATE_IDENTITY,
                    "there is no edge that could show an identity in use twice",
                    List.of(),
                    "look again when there are edges");
        }
        List<String> twice = node.connectivity().edges().stream()
                .filter(EdgeSnapshot::duplicated)
                .map(edge -> edge.peer() + ", one of them at " + edge.remote().text())
                .toList();
        return twice.isEmpty()
                ? Finding.ok(Check.DUPLICATE_IDENTITY, "no neighbour's identity is in use twice", List.of())
                : Finding.warning(
                        Check.DUPLICATE_IDENTITY,
                        "two running nodes use the identity of a neighbour: one of them gets no messages",
                        twice,
                        "stop one of the two, and give it an identity file to itself");
    }
}
