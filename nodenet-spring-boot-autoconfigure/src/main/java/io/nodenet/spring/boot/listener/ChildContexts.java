package io.nodenet.spring.boot.listener;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetApplicationEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The context of a node, and its child contexts while they live, unless they have their own node: events of the node reach all of them,
 * although Spring propagates events to parent contexts only. Thread-safe.
 */
public final class ChildContexts implements ApplicationListener<ApplicationContextEvent> {
    private final ApplicationContext context;
    private final List<ConfigurableApplicationContext> below = new CopyOnWriteArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** Receives the child contexts of the context of a node as they appear and disappear. */
    public interface Watcher {
        /** A context is ready, with all of its singletons. */
        void opened(ConfigurableListableBeanFactory beans);

        /** A context is about to close. */
        void closed(ConfigurableListableBeanFactory beans);
    }

    /** Creates a family with a single context, that of a node. */
    public ChildContexts(ApplicationContext context) {
        this.context = context;
    }

    /** Registers an observer of child contexts that appear or disappear from now on. */
    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    @Override
    public void onApplicationEvent(ApplicationContextEvent event) {
        if (!(event.getApplicationContext() instanceof ConfigurableApplicationContext child)) {
            return;
        }
        if (event instanceof ContextRefreshedEvent && isOurs(child) && !below.contains(child)) {
            opened(child);
        } else if (event instanceof ContextClosedEvent) {
            closed(child);
        }
    }

    private void opened(ConfigurableApplicationContext child) {
        below.add(child);
        // a context whose refresh fails after this event destroys its beans, but publishes no further event
        if (child.getBeanFactory() instanceof DefaultSingletonBeanRegistry beans) {
            beans.registerDisposableBean(ChildContexts.class.getName(), () -> closed(child));
        }
        watchers.forEach(watcher -> watcher.opened(child.getBeanFactory()));
    }

    private void closed(ConfigurableApplicationContext child) {
        if (below.remove(child)) {
            watchers.forEach(watcher -> watcher.closed(child.getBeanFactory()));
        }
    }

    /** Returns whether a context is below this one and the first node above it is that of this one. */
    private boolean isOurs(ApplicationContext child) {
        int above = 0;
        for (ApplicationContext each = child; each != null; each = each.getParent()) {
            // a parent may be a proxy, as in Spring Boot's context runners
            if (each.getAutowireCapableBeanFactory().equals(context.getAutowireCapableBeanFactory())) {
                return above > 0;
            }
            if (each.getBeanNamesForType(Node.class, true, false).length > 0) {
                return false;
            }
            above++;
        }
        return false;
    }

    /**
     * Returns beans of the child contexts, in order.
     *
     * @param chosen returns the beans of one context
     */
    public <T> List<T> beansBelow(Function<ConfigurableListableBeanFactory, Stream<T>> chosen) {
        List<T> found = new ArrayList<>();
        below.forEach(child -> chosen.apply(child.getBeanFactory()).forEach(found::add));
        AnnotationAwareOrderComparator.sort(found);
        return found;
    }

    /**
     * Publishes an object as an event: to the context of the node and its parents, then to its children.
     *
     * @param node the name of the node
     */
    public void publish(String node, Object payload) {
        NodenetApplicationEvent<Object> event = new NodenetApplicationEvent<>(context, node, payload);
        context.publishEvent(event);
        for (ConfigurableApplicationContext child : below) {
            child.getBean(
                            AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
                            ApplicationEventMulticaster.class)
                    .multicastEvent(event, event.getResolvableType());
        }
    }

    /** Returns whether there currently is a listener for a type of event. */
    boolean isHeard(ResolvableType event) {
        return isHeardIn(context, event) || below.stream().anyMatch(child -> hasListener(child, event));
    }

    private static boolean isHeardIn(@Nullable ApplicationContext context, ResolvableType event) {
        return context != null && (hasListener(context, event) || isHeardIn(context.getParent(), event));
    }

    private static boolean hasListener(ApplicationContext context, ResolvableType event) {
        return !(context instanceof AbstractApplicationContext known)
                || known.getApplicationListeners().stream()
                        .map(listener -> listener instanceof GenericApplicationListener generic
                                ? generic
                                : new GenericApplicationListenerAdapter(listener))
                        .anyMatch(listener -> listener.supportsEventType(event));
    }
}
