package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The listener methods of an application, which it starts, pauses and stops one by one. Thread-safe.
 *
 * <p>A listener that is stopped gets no more messages; those that nobody else takes are counted as unhandled, and requests are told that there is no
 * listener. The messages of a listener that is paused wait in its queue, which is bounded. To have all messages wait instead, stop the {@link NodenetListenerContainer}.
 */
public final class NodenetListenerRegistry implements SmartInitializingSingleton, DisposableBean {
    private final ConfigurableListableBeanFactory beans;
    private final NodenetNodes nodes;
    private final ListenerQueues queues;
    private volatile List<ListenerMethod> listeners = List.of();

    /**
     * Creates a registry, which is empty until all beans are there.
     *
     * @param queues where messages wait
     */
    public NodenetListenerRegistry(ConfigurableListableBeanFactory beans, NodenetNodes nodes, ListenerQueues queues) {
        this.beans = beans;
        this.nodes = nodes;
        this.queues = queues;
    }

    /** Finds the listeners, before anything starts, so that an application with an invalid one does not join its network. */
    @Override
    public void afterSingletonsInstantiated() {
        listeners = ListenerMethods.find(beans, nodes, queues);
    }

    /** Gives up what waits for listeners, and ends their threads. */
    @Override
    public void destroy() {
        listeners.forEach(listener -> listener.lane().close());
    }

    /** Returns the listeners of a node as handlers, in the order of the bean definitions. */
    public List<NodenetMessageHandler> handlers(String node) {
        return listeners.stream()
                .filter(listener -> listener.node().equals(node))
                .<NodenetMessageHandler>map(listener -> listener)
                .toList();
    }

    /** Returns each ID, and what its listener does. */
    public Map<String, ListenerStatus> status() {
        Map<String, ListenerStatus> status = new TreeMap<>();
        listeners.forEach(listener -> status.put(listener.id(), listener.status()));
        return status;
    }

    /** Returns how many messages wait for all listeners together. */
    public long pending() {
        return listeners.stream()
                .mapToLong(listener -> listener.status().pending())
                .sum();
    }

    /** Returns how many messages the queues of all listeners had no room for, or have given up. */
    public long dropped() {
        return listeners.stream()
                .mapToLong(listener -> listener.status().dropped())
                .sum();
    }

    /**
     * Gives a listener messages from now on, those first that wait for it.
     *
     * @throws IllegalArgumentException if there is none of this ID
     */
    public void start(String id) {
        change(id, ListenerMethod::start);
    }

    /**
     * Gives a listener no more messages; those that it has it handles to their end.
     *
     * @throws IllegalArgumentException if there is none of this ID
     */
    public void stop(String id) {
        change(id, ListenerMethod::stop);
    }

    /**
     * Has messages wait for a listener, as many as its queue has room for; more are dropped and counted. A listener that is stopped stays that.
     *
     * @throws IllegalArgumentException if there is none of this ID
     */
    public void pause(String id) {
        change(id, ListenerMethod::pause);
    }

    /**
     * Gives a listener that is paused messages again, those first that wait for it.
     *
     * @throws IllegalArgumentException if there is none of this ID
     */
    public void resume(String id) {
        change(id, ListenerMethod::resume);
    }

    private void change(String id, Consumer<ListenerMethod> change) {
        change.accept(listeners.stream()
                .filter(listener -> listener.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No listener has the id \"" + id + "\"")));
    }
}
