package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetPeers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The listener methods of an application, which it starts and stops one by one. Thread-safe.
 *
 * <p>A listener that is stopped gets no more messages; those that nobody else takes are counted as unhandled, and requests are told that there is no
 * listener. To have messages wait instead, stop the {@link NodenetListenerContainer}.
 */
public final class NodenetListenerRegistry implements SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private final NodenetMessageConverter converter;
    private final NodenetPeers peers;
    private volatile List<ListenerMethod> listeners = List.of();

    /** Creates a registry, which is empty until all beans are there. */
    public NodenetListenerRegistry(
            ConfigurableListableBeanFactory beans, NodenetMessageConverter converter, NodenetPeers peers) {
        this.beans = beans;
        this.converter = converter;
        this.peers = peers;
    }

    /** Finds the listeners, before anything starts, so that an application with an invalid one does not join its network. */
    @Override
    public void afterSingletonsInstantiated() {
        listeners = ListenerMethods.find(beans, converter, peers);
    }

    /** Returns the listeners as handlers, in the order of the bean definitions. */
    public List<NodenetMessageHandler> handlers() {
        return List.copyOf(listeners);
    }

    /** Returns each ID, and whether its listener gets messages. */
    public Map<String, Boolean> running() {
        Map<String, Boolean> running = new TreeMap<>();
        listeners.forEach(listener -> running.put(listener.id(), listener.isRunning()));
        return running;
    }

    /**
     * Gives a listener messages from now on.
     *
     * @throws IllegalArgumentException if there is none of this ID
     */
    public void start(String id) {
        require(id).setRunning(true);
    }

    /**
     * Gives a listener no more messages; those that it has it handles to their end.
     *
     * @throws IllegalArgumentException if there is none of this ID
     */
    public void stop(String id) {
        require(id).setRunning(false);
    }

    private ListenerMethod require(String id) {
        return listeners.stream()
                .filter(listener -> listener.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No listener has the id \"" + id + "\""));
    }
}
