package io.nodenet.spring.boot.actuate;

import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** The endpoint {@code nodenetlisteners}: the listeners of messages, and, with unrestricted access only, starting and stopping one. */
@Endpoint(id = "nodenetlisteners", defaultAccess = Access.READ_ONLY)
public final class NodenetListenersEndpoint {
    private final NodenetListenerRegistry registry;

    public NodenetListenersEndpoint(NodenetListenerRegistry registry) {
        this.registry = registry;
    }

    /** Returns each ID, and whether its listener gets messages. */
    @ReadOperation
    public Map<String, Boolean> listeners() {
        return registry.running();
    }

    /**
     * Starts or stops a listener.
     *
     * @param running whether it gets messages from now on
     */
    @WriteOperation
    public void change(@Selector String id, boolean running) {
        try {
            if (running) {
                registry.start(id);
            } else {
                registry.stop(id);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "the listener is unknown", e);
        }
    }
}
