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
 * Sends so that nobody but the reader can read it: over the edge to a contact where there is one, else sealed through the network.
 * Thread-safe; nothing blocks, and nothing is acknowledged.
 */
@Component
public class NodeSender {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSender.class);

    /** The maximum number of contacts to which a direct way is looked for at a time. */
    static final int MAX_CONNECTING = 4;

    /** How long a payload waits for an edge that has no room, or was just lost: it can go sealed all the same. */
    static final ConnectOptions OVER_THE_EDGE =
            ConnectOptions.DEFAULT.directOnly().withTimeout(Duration.ofSeconds(1));

    private final NodenetTemplate node;
    private final EdgePaths paths;
    private final Set<NodeId> connecting = new HashSet<>();

    NodeSender(NodenetTemplate node, EdgePaths paths) {
        this.node = node;
        this.paths = paths;
    }

    /** Sends a payload; answers false if it cannot leave now. */
    public boolean send(NodeId to, byte[] payload) {
        if (paths.isEmpty()) {
            return false;
        }
        try {
            CompletableFuture<Void> sent =
                    paths.to(to).isPresent() ? sendDirect(to, payload) : node.sendSealed(to, payload);
            var unused = sent.exceptionally(failure -> {
                LOG.debug("A payload for {} did not leave: {}", to.shortText(), failure.getMessage());
                return null;
            });
            return true;
        } catch (ConfigurationException | NodeStateException e) {
            LOG.debug("Nothing can be sent to {}: {}", to.shortText(), e.getMessage());
            return false;
        }
    }

    /** Sends over the edge; what cannot leave there within a second goes sealed. */
    private CompletableFuture<Void> sendDirect(NodeId to, byte[] payload) {
        return node.sendDirect(to, payload, OVER_THE_EDGE)
                .exceptionallyCompose(failure -> node.sendSealed(to, payload));
    }

    /** Looks for a direct way once, unless there is one or too many are looked for already; the edges of the node tell whether it was found. */
    public void connect(NodeId peer) {
        if (paths.to(peer).isPresent() || !begin(peer)) {
            return;
        }
        try {
            var unused = node.connect(peer).whenComplete((connected, failure) -> {
                end(peer);
                if (failure != null) {
                    LOG.debug("No direct way to {}: {}", peer.shortText(), failure.getMessage());
                }
            });
        } catch (ConfigurationException | NodeStateException e) {
            end(peer);
            LOG.debug("No direct way to {}: {}", peer.shortText(), e.getMessage());
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

    /** Keeps the edge from now on, as far as the node can; a contact without one is reached through others all the same. */
    public void keep(NodeId peer) {
        try {
            node.keep(peer);
        } catch (ConfigurationException | NodeStateException e) {
            LOG.debug("The edge to {} is not kept: {}", peer.shortText(), e.getMessage());
        }
    }

    /** Keeps the edge no longer. */
    public void stopKeeping(NodeId peer) {
        try {
            node.stopKeeping(peer);
        } catch (NodeStateException e) {
            LOG.debug("The node has ended and keeps no edge");
        }
    }
}
