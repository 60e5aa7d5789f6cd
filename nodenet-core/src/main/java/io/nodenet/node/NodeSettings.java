package io.nodenet.node;

import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.NodeCore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one node, as {@link NodeBuilder} checked them. Immutable.
 *
 * @param identity the node's keys
 * @param difficulty the leading zero bits that every ID of the network must have
 * @param anchors the configured entry points
 * @param advertised addresses that are told to others before those that the node finds by itself
 * @param edgeAdmission decides which peers may have an edge, null to admit all
 * @param addressDisclosure decides which peers are told where the node is, null to tell all
 * @param mediaConsent decides whose calls the application is offered, null to take none
 * @param applicationExecutor runs the message receiver, null for a pool of the node
 * @param maxInboundEdges the maximum number of inbound edges
 * @param targetEdges the number of edges that the node dials of its own accord, 0 to look for no other nodes
 * @param maxPendingMessages the maximum number of messages accepted and not yet handled
 * @param maxPendingBytes the maximum size of messages accepted and not yet handled
 * @param maxPendingEvents the maximum number of events not yet handled
 * @param reflexiveQuorum how many neighbours must agree on where the node is seen from outside
 * @param submissionBudget the maximum number of bytes submitted by application threads and not yet processed by the loop
 * @param drainTimeout the longest wait for pending messages at close
 * @param relaySessions the maximum number of sessions relayed for others, 0 to relay for nobody
 * @param connectOptions how far to go to reach a peer unless a call says otherwise
 * @param rateLimited whether edges are held to their budgets
 * @param peerBook the file that keeps good contacts for the next start, null for none
 */
public record NodeSettings(
        Identity identity,
        int difficulty,
        List<AnchorEntry> anchors,
        List<HostPort> advertised,
        @Nullable EdgeAdmission edgeAdmission,
        @Nullable AddressDisclosure addressDisclosure,
        @Nullable MediaConsent mediaConsent,
        @Nullable Executor applicationExecutor,
        int maxInboundEdges,
        int targetEdges,
        int maxPendingMessages,
        int maxPendingBytes,
        int maxPendingEvents,
        int reflexiveQuorum,
        int submissionBudget,
        Duration drainTimeout,
        int relaySessions,
        ConnectOptions connectOptions,
        boolean rateLimited,
        @Nullable Path peerBook) {
    /** Copies the lists. */
    public NodeSettings {
        anchors = List.copyOf(anchors);
        advertised = List.copyOf(advertised);
    }

    /** Returns how many bytes of direct messages may wait: half of the submission budget, and at least what the largest one takes. */
    public int maxWaitingBytes() {
        return Math.max(submissionBudget / 2, NodeCore.DIRECT_OVERHEAD_BYTES + Node.MAX_DIRECT_BYTES);
    }
}
