package io.nodenet.spring.boot.actuate;

import io.nodenet.spring.boot.listener.ListenerState;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** The endpoint {@code nodenetlisteners}: shows the message listeners and, with unrestricted access only, starts, pauses and stops one. */
@Endpoint(id = "nodenetlisteners", defaultAccess = Access.READ_ONLY)
public final class NodenetListenersEndpoint {
    private final NodenetListenerRegistry registry;

    public NodenetListenersEndpoint(NodenetListenerRegistry registry) {
        this.registry = registry;
    }

    /** Returns the listeners by ID. */
    @ReadOperation
    public Map<String, ListenerDescriptor> listeners() {
        Map<String, ListenerDescriptor> listeners = new LinkedHashMap<>();
        registry.status().forEach((id, status) -> listeners.put(id, ListenerDescriptor.of(status)));
        return listeners;
    }

    /**
     * Starts, pauses or stops a listener.
     *
     * @param state the new state
     */
    @WriteOperation
    public void change(@Selector String id, ListenerState state) {
        try {
            switch (state) {
                case RUNNING -> registry.start(id);
                case PAUSED -> registry.pause(id);
                case STOPPED -> registry.stop(id);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "the listener is unknown", e);
        }
    }
}
