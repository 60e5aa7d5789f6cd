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
 * The listener methods of an application, and of the contexts below its own, which it starts, pauses and stops one by one. Thread-safe.
 *
 * <p>A listener that is stopped gets no more messages; those that nobody else takes are counted as unhandled, and requests are told that there is no
 * listener. The messages of a listener that is paused wait in its queue, which is bounded. To have all messages wait instead, stop the {@link NodenetListenerContainer}.
 */
public final class NodenetListenerRegistry
        implements SmartInitializingSingleton, ChildContexts.Watcher, DisposableBean {
    private final ConfigurableListableBeanFactory beans;
    private final ListenerMethods methods;
    private final Object lock = new Object();
    /** The listeners of beans, by their contexts and names. */
    private final Map<ConfigurableListableBeanFactory, Map<String, List<ListenerMethod>>> byContext =
            new LinkedHashMap<>();

    /** What the queues of listeners have dropped that are no more, by their nodes. */
    private final Map<String, Long> droppedBefore = new HashMap<>();

    private volatile List<ListenerMethod> listeners = List.of();
    private final List<Runnable> changed = new CopyOnWriteArrayList<>();

    /**
     * Creates a registry, which is empty until all beans are there.
     *
     * @param contexts tells of contexts below that of the beans
     * @param queues where messages wait
     */
    public NodenetListenerRegistry(
            ConfigurableListableBeanFactory beans, NodenetNodes nodes, ChildContexts contexts, ListenerQueues queues) {
        this.beans = beans;
        this.methods = new ListenerMethods(nodes, queues);
        contexts.watch(this);
    }

    /** Adds what is to be done whenever there are other listeners. */
    public void onChange(Runnable task) {
        changed.add(task);
    }

    /** Finds the listeners, before anything starts, so that an application with an invalid one does not join its network. */
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

    /** Finds the listeners of a bean that its declared type does not show. */
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

    /** Returns how many messages wait for all listeners of a node together. */
    public long pending(String node) {
        return of(node).mapToLong(ListenerStatus::pending).sum();
    }

    /** Returns how many messages the queues of all listeners of a node had no room for, or have given up. */
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
