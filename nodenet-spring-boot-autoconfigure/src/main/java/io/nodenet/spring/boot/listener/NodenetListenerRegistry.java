package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
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
    private final NodenetNodes nodes;
    private volatile List<ListenerMethod> listeners = List.of();

    /** Creates a registry, which is empty until all beans are there. */
    public NodenetListenerRegistry(ConfigurableListableBeanFactory beans, NodenetNodes nodes) {
        this.beans = beans;
        this.nodes = nodes;
    }

    /** Finds the listeners, before anything starts, so that an application with an invalid one does not join its network. */
    @Override
    public void afterSingletonsInstantiated() {
        listeners = ListenerMethods.find(beans, nodes);
    }

    /** Returns the listeners of a node as handlers, in the order of the bean definitions. */
    public List<NodenetMessageHandler> handlers(String node) {
        return listeners.stream()
                .filter(listener -> listener.node().equals(node))
                .<NodenetMessageHandler>map(listener -> listener)
                .toList();
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
