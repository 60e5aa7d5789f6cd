package io.nodenet.test.spring;

import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

/** Provides the current port of a node: none while it is not running, another one after a restart. */
final class LocalPortPropertySource extends PropertySource<Node> {
    static final String PROPERTY = "local.nodenet.port";

    LocalPortPropertySource(Node node) {
        super("nodenet.local-port", node);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        if (!name.equals(PROPERTY) || source.state() != NodeState.RUNNING) {
            return null;
        }
        InetSocketAddress bound = source.endpoint().toSocketAddress();
        return bound == null ? null : bound.getPort();
    }
}
