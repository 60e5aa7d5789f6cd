package io.nodenet.sample.common.node;

import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.ConnectOptions;
import io.nodenet.spring.boot.NodenetTemplate;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends payloads that only the recipient can read: over the edge to a contact if there is one, otherwise sealed through the network.
 * Thread-safe; does not block, and nothing is acknowledged.
 */
@Component
public class NodeSender {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSender.class);

    /** The maximum number of contacts to which a direct path is sought concurrently. */
    static final int MAX_CONNECTING = 4;

    /** The longest wait of a payload for an edge that has no room, or was just lost, before it is sent sealed instead. */
    static final ConnectOptions OVER_THE_EDGE =
            ConnectOptions.DEFAULT.directOnly().withTimeout(Duration.ofSeconds(1));

    private final NodenetTemplate node;
    private final EdgePaths paths;
    private final Set<NodeId> connecting = new HashSet<>();

    NodeSender(NodenetTemplate node, EdgePaths paths) {
        this.node = node;
        this.paths = paths;
    }

    /** Sends a payload; returns false if it cannot be sent now. */
    public boolean send(NodeId to, byte[] payload) {
        if (paths.isEmpty()) {
            return false;
        }
        try {
            CompletableFuture<Void> sent =
                    paths.to(to).isPresent() ? sendDirect(to, payload) : node.sendSealed(to, payload);
            var unused = sent.exceptionally(failure -> {
                LOG.debug("Cannot send a payload to {}: {}", to.shortText(), failure.getMessage());
                return null;
            });
            return true;
        } catch (ConfigurationException | NodeStateException e) {
            LOG.debug("Cannot send to {}: {}", to.shortText(), e.getMessage());
            return false;
        }
    }

    /** Sends over the edge; a payload that cannot be sent there within a second is sent sealed. */
    private CompletableFuture<Void> sendDirect(NodeId to, byte[] payload) {
        return node.sendDirect(to, payload, OVER_THE_EDGE)
                .exceptionallyCompose(failure -> node.sendSealed(to, payload));
    }

    /**
     * Seeks a direct path once, unless there is one or too many are already being sought; the edges of the node show whether it was found.
     */
    public void connect(NodeId peer) {
        if (paths.to(peer).isPresent() || !begin(peer)) {
            return;
        }
        try {
            var unused = node.connect(peer).whenComplete((connected, failure) -> {
                end(peer);
                if (failure != null) {
                    LOG.debug("No direct path to {}: {}", peer.shortText(), failure.getMessage());
                }
            });
        } catch (ConfigurationException | NodeStateException e) {
            end(peer);
            LOG.debug("No direct path to {}: {}", peer.shortText(), e.getMessage());
        }
    }

    private boolean begin(NodeId peer) {
        synchronized (connecting) {
            return connecting.size() < MAX_CONNECTING && connecting.add(peer);
        }
    }

    private void end(NodeId peer) {
        synchronized (connecting) {
            connecting.remove(peer);
        }
    }

    /** Starts keeping the edge, if possible; a contact without one is still reached through other nodes. */
    public void keep(NodeId peer) {
        try {
            node.keep(peer);
        } catch (ConfigurationException | NodeStateException e) {
            LOG.debug("The edge to {} is not kept: {}", peer.shortText(), e.getMessage());
        }
    }

    /** Stops keeping the edge. */
    public void stopKeeping(NodeId peer) {
        try {
            node.stopKeeping(peer);
        } catch (NodeStateException e) {
            LOG.debug("The node has ended; no edge is kept");
        }
    }
}
