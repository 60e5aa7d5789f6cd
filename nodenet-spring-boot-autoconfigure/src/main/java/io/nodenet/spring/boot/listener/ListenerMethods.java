package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.validation.SmartValidator;

/** Creates handlers for the {@link NodenetListener} methods of beans, each with a unique ID. Thread-safe. */
final class ListenerMethods {
    private static final boolean HAS_MESSAGING =
            ClassUtils.isPresent("org.springframework.messaging.Message", ListenerMethods.class.getClassLoader());

    private final NodenetNodes nodes;
    private final Map<String, ListenerQueues> queues;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    ListenerMethods(NodenetNodes nodes, Map<String, ListenerQueues> queues) {
        this.nodes = nodes;
        this.queues = queues;
    }

    /**
     * Returns, by bean name, a handler for each listener method that the types of the beans reveal, in the order of the bean definitions; a
     * lazy bean is created by its first message.
     *
     * @throws InvalidListenerException if a method cannot be a listener
     */
    Map<String, List<ListenerMethod>> ofAll(ConfigurableListableBeanFactory beans) {
        return claiming(claimed -> ofAll(beans, claimed));
    }

    private Map<String, List<ListenerMethod>> ofAll(ConfigurableListableBeanFactory beans, Set<String> claimed) {
        Map<String, List<ListenerMethod>> handlers = new LinkedHashMap<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type =
                    ScopedProxyUtils.isScopedTarget(name) ? null : AutoProxyUtils.determineTargetClass(beans, name);
            List<ListenerMethod> ofBean =
                    type == null ? List.of() : of(beans, name, type, beans.getType(name), claimed);
            if (!ofBean.isEmpty()) {
                handlers.put(name, ofBean);
            }
        }
        return handlers;
    }

    /**
     * Returns a handler for each listener method of a bean.
     *
     * @param type the class of the bean, behind all proxies
     * @param exposed the class of the invoked object, null if it is the same
     * @throws InvalidListenerException if a method cannot be a listener
     */
    List<ListenerMethod> of(
            ConfigurableListableBeanFactory beans, String name, Class<?> type, @Nullable Class<?> exposed) {
        return claiming(claimed -> of(beans, name, type, exposed, claimed));
    }

    /** Returns the result of a search that claims IDs, which are released if it fails. */
    private <T> T claiming(Function<Set<String>, T> search) {
        Set<String> claimed = new HashSet<>();
        try {
            return search.apply(claimed);
        } catch (RuntimeException e) {
            ids.removeAll(claimed);
            throw e;
        }
    }

    private List<ListenerMethod> of(
            ConfigurableListableBeanFactory beans,
            String name,
            Class<?> type,
            @Nullable Class<?> exposed,
            Set<String> claimed) {
        if (!AnnotationUtils.isCandidateClass(type, NodenetListener.class)) {
            return List.of();
        }
        Map<Method, NodenetListener> methods =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<NodenetListener>)
                        method -> AnnotatedElementUtils.findMergedAnnotation(method, NodenetListener.class));
        List<ListenerMethod> handlers = new ArrayList<>();
        methods.forEach((method, listener) -> {
            Method invocable = AopUtils.selectInvocableMethod(method, exposed == null ? type : exposed);
            String node = node(listener, invocable, beans);
            ListenerArguments arguments =
                    arguments(type, method, nodes.get(node, NodenetMessageConverter.class), beans);
            Set<NodeId> from = from(listener, invocable, beans, nodes.get(node, NodenetPeers.class));
            int concurrency = concurrency(listener, invocable, beans);
            String id = id(listener, invocable, name(method, methods.keySet()), beans);
            claimed.add(id);
            handlers.add(new ListenerMethod(
                    id,
                    () -> beans.getBean(name),
                    invocable,
                    node,
                    arguments,
                    new MessageSelector(Set.of(listener.types()), from, arguments.payloadType()),
                    Objects.requireNonNull(queues.get(node)).lane(id, concurrency)));
        });
        return handlers;
    }

    /** Releases the IDs of listeners that no longer exist. */
    void forget(List<ListenerMethod> gone) {
        gone.forEach(listener -> ids.remove(listener.id()));
    }

    private static ListenerArguments arguments(
            Class<?> type, Method method, NodenetMessageConverter converter, ConfigurableListableBeanFactory beans) {
        PayloadReader payloads = new PayloadReader(
                converter, () -> beans.getBeanProvider(SmartValidator.class).getIfUnique());
        return new ListenerArguments(type, method, payloads, HAS_MESSAGING ? new MessagingArguments(beans) : null);
    }

    /** Returns the name of a method, with the types of its parameters if another listener of the class has the same. */
    private static String name(Method method, Set<Method> all) {
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        boolean isOverloaded = all.stream()
                        .filter(other -> other.getName().equals(method.getName()))
                        .count()
                > 1;
        return isOverloaded
                ? Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", name + "(", ")"))
                : name;
    }

    private String id(NodenetListener listener, Method method, String name, ConfigurableListableBeanFactory beans) {
        String wanted = String.valueOf(beans.resolveEmbeddedValue(listener.id()));
        if (!wanted.isEmpty()) {
            if (!ids.add(wanted)) {
                throw new InvalidListenerException(method, "another listener already has the id \"" + wanted + "\"");
            }
            return wanted;
        }
        String id = name;
        for (int number = 2; !ids.add(id); number++) {
            id = name + "-" + number; // a second bean of the class
        }
        return id;
    }

    private String node(NodenetListener listener, Method method, ConfigurableListableBeanFactory beans) {
        String node = String.valueOf(beans.resolveEmbeddedValue(listener.node()));
        try {
            nodes.require(node);
        } catch (IllegalArgumentException e) {
            throw new InvalidListenerException(method, String.valueOf(e.getMessage()));
        }
        return node;
    }

    private static Set<NodeId> from(
            NodenetListener listener, Method method, ConfigurableListableBeanFactory beans, NodenetPeers peers) {
        try {
            return Arrays.stream(listener.from())
                    .map(name -> peers.require(String.valueOf(beans.resolveEmbeddedValue(name))))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IllegalArgumentException e) {
            throw new InvalidListenerException(method, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the number of threads that a listener requests, 0 for none. */
    private static int concurrency(NodenetListener listener, Method method, ConfigurableListableBeanFactory beans) {
        String wanted = String.valueOf(beans.resolveEmbeddedValue(listener.concurrency()));
        if (wanted.isEmpty()) {
            return 0;
        }
        try {
            int number = Integer.parseInt(wanted);
            if (number >= 1 && number <= MessageThreads.MAX_CONCURRENCY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused like other numbers
        }
        throw new InvalidListenerException(
                method,
                "its concurrency is \"" + wanted + "\": set a number from 1 to " + MessageThreads.MAX_CONCURRENCY
                        + ", or leave it out to use the threads that all listeners share");
    }
}
