package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The listener methods of an application and of its child contexts, which it starts, pauses and stops individually. Thread-safe.
 *
 * <p>A stopped listener receives no more messages; messages that no other listener handles are counted as unhandled, and senders of
 * requests are informed that there is no listener. The messages of a paused listener wait in its bounded queue. To make all messages wait
 * instead, stop the {@link NodenetListenerContainer}.
 */
public final class NodenetListenerRegistry
        implements SmartInitializingSingleton, ChildContexts.Watcher, DisposableBean {
    private final ConfigurableListableBeanFactory beans;
    private final ListenerMethods methods;
    private final Object lock = new Object();
    /** The listeners of beans, by context and bean name. */
    private final Map<ConfigurableListableBeanFactory, Map<String, List<ListenerMethod>>> byContext =
            new LinkedHashMap<>();

    /** The number of messages dropped by the queues of former listeners, by node. */
    private final Map<String, Long> droppedBefore = new HashMap<>();

    private volatile List<ListenerMethod> listeners = List.of();
    private final List<Runnable> changed = new CopyOnWriteArrayList<>();

    /**
     * Creates a registry, which is empty until all beans exist.
     *
     * @param contexts reports child contexts
     * @param queues the queues of waiting messages, by the name of the node
     */
    public NodenetListenerRegistry(
            ConfigurableListableBeanFactory beans,
            NodenetNodes nodes,
            ChildContexts contexts,
            Map<String, ListenerQueues> queues) {
        this.beans = beans;
        this.methods = new ListenerMethods(nodes, queues);
        contexts.watch(this);
    }

    /** Registers a callback for changes of the listeners. */
    public void onChange(Runnable task) {
        changed.add(task);
    }

    /** Finds the listeners before anything starts, so that an application with an invalid one does not join its network. */
    @Override
    public void afterSingletonsInstantiated() {
        opened(beans);
    }

    @Override
    public void opened(ConfigurableListableBeanFactory context) {
        Map<String, List<ListenerMethod>> found = methods.ofAll(context);
        synchronized (lock) {
            byContext.put(context, found);
            update();
        }
        context.addBeanPostProcessor(new LateBeans(context, (name, bean) -> made(context, name, bean)));
        changed.forEach(Runnable::run);
    }

    /** Finds the listeners of a bean that its declared type does not reveal. */
    private void made(ConfigurableListableBeanFactory context, String name, Object bean) {
        if (ScopedProxyUtils.isScopedTarget(name) || isKnown(context, name)) {
            return;
        }
        List<ListenerMethod> found =
                methods.of(context, name, AopProxyUtils.ultimateTargetClass(bean), bean.getClass());
        if (found.isEmpty()) {
            return;
        }
        synchronized (lock) {
            Map<String, List<ListenerMethod>> ofContext = byContext.get(context);
            if (ofContext == null) {
                return; // the context was closed meanwhile
            }
            ofContext.put(name, found);
            update();
        }
        changed.forEach(Runnable::run);
    }

    private boolean isKnown(ConfigurableListableBeanFactory context, String name) {
        synchronized (lock) {
            Map<String, List<ListenerMethod>> ofContext = byContext.get(context);
            return ofContext == null || ofContext.containsKey(name);
        }
    }

    @Override
    public void closed(ConfigurableListableBeanFactory context) {
        List<ListenerMethod> gone;
        synchronized (lock) {
            Map<String, List<ListenerMethod>> ofContext = byContext.remove(context);
            gone = ofContext == null ? List.of() : all(ofContext).toList();
            update();
        }
        changed.forEach(Runnable::run);
        for (ListenerMethod listener : gone) {
            listener.lane().close();
            synchronized (lock) {
                droppedBefore.merge(listener.node(), listener.status().dropped(), Long::sum);
            }
        }
        methods.forget(gone);
    }

    private void update() {
        listeners = byContext.values().stream()
                .flatMap(NodenetListenerRegistry::all)
                .toList();
    }

    private static Stream<ListenerMethod> all(Map<String, List<ListenerMethod>> ofContext) {
        return ofContext.values().stream().flatMap(List::stream);
    }

    /** Abandons the messages that wait for listeners, and ends their threads. */
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

    /** Returns the status of each listener, by ID. */
    public Map<String, ListenerStatus> status() {
        Map<String, ListenerStatus> status = new TreeMap<>();
        listeners.forEach(listener -> status.put(listener.id(), listener.status()));
        return status;
    }

    /** Returns the number of messages that wait for all listeners of a node together. */
    public long pending(String node) {
        return of(node).mapToLong(ListenerStatus::pending).sum();
    }

    /** Returns the number of messages that were dropped because a queue of a listener of a node was full, or abandoned. */
    public long dropped(String node) {
        synchronized (lock) {
            return droppedBefore.getOrDefault(node, 0L)
                    + of(node).mapToLong(ListenerStatus::dropped).sum();
        }
    }

    private Stream<ListenerStatus> of(String node) {
        return listeners.stream()
                .filter(listener -> listener.node().equals(node))
                .map(ListenerMethod::status);
    }

    /**
     * Starts a listener, which first receives the messages that wait for it.
     *
     * @throws IllegalArgumentException if there is no listener with this ID
     */
    public void start(String id) {
        change(id, ListenerMethod::start);
    }

    /**
     * Stops a listener; it completes the messages that it has already received.
     *
     * @throws IllegalArgumentException if there is no listener with this ID
     */
    public void stop(String id) {
        change(id, ListenerMethod::stop);
    }

    /**
     * Pauses a listener, whose messages then wait in its queue as far as there is room; more are dropped and counted. A stopped listener
     * stays stopped.
     *
     * @throws IllegalArgumentException if there is no listener with this ID
     */
    public void pause(String id) {
        change(id, ListenerMethod::pause);
    }

    /**
     * Resumes a paused listener, which first receives the messages that wait for it.
     *
     * @throws IllegalArgumentException if there is no listener with this ID
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
