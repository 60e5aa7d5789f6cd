package io.nodenet.sample.common.node;

import io.nodenet.NodenetException;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.Node;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tracks the path to each neighbour of the node, without querying its loop. Thread-safe.
 *
 * <p>Follows the events of the node. Events may be dropped when there are too many, so it also queries the node itself occasionally.
 */
@Component
public class EdgePaths {
    private static final Logger LOG = LoggerFactory.getLogger(EdgePaths.class);
    private static final long REFRESH_SECONDS = 30;

    private final Node node;
    private final Map<NodeId, PathKind> paths = new ConcurrentHashMap<>();

    EdgePaths(Node node) {
        this.node = node;
    }

    /** Returns the path to a neighbour, empty if there is no edge. */
    public Optional<PathKind> to(NodeId peer) {
        return Optional.ofNullable(paths.get(peer));
    }

    /** Returns whether the node has no neighbour at all. */
    public boolean isEmpty() {
        return paths.isEmpty();
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE) // other listeners may send immediately
    void connected(NodeEvent.PeerConnected up) {
        paths.put(up.peer(), up.path());
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void moved(NodeEvent.PathChanged change) {
        paths.replace(change.peer(), change.path());
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void disconnected(NodeEvent.PeerDisconnected down) {
        paths.remove(down.peer());
    }

    @Scheduled(fixedDelay = REFRESH_SECONDS, timeUnit = TimeUnit.SECONDS)
    void refresh() {
        try {
            Map<NodeId, PathKind> now = node.snapshot().connectivity().edges().stream()
                    .collect(Collectors.toMap(EdgeSnapshot::peer, EdgeSnapshot::path));
            paths.keySet().retainAll(now.keySet());
            paths.putAll(now);
        } catch (NodenetException e) {
            LOG.debug("Cannot read the edges of the node: {}", e.getMessage());
        }
    }
}
