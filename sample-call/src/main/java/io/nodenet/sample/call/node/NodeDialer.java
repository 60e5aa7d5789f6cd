package io.nodenet.sample.call.node;

import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.sample.call.media.Dialer;
import io.nodenet.spring.boot.NodenetTemplate;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Opens media sessions with the node of the application. Thread-safe. */
@Component
public class NodeDialer implements Dialer {
    private final NodenetTemplate node;

    NodeDialer(NodenetTemplate node) {
        this.node = node;
    }

    @Override
    public CompletableFuture<MediaSession> dial(NodeId peer) {
        try {
            return node.call(peer);
        } catch (ConfigurationException | NodeStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
