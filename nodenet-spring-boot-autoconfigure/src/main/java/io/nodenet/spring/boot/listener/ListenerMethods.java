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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.validation.SmartValidator;

/**
 * Finds the {@link NodenetListener} methods of all beans, once all of them are defined, which avoids the early initialization that a bean
 * post-processor would cause.
 */
final class ListenerMethods {
    private static final boolean HAS_MESSAGING =
            ClassUtils.isPresent("org.springframework.messaging.Message", ListenerMethods.class.getClassLoader());

    private ListenerMethods() {}

    /**
     * Returns a handler for each listener method, in the order of the bean definitions; a lazy bean is made by its first message.
     *
     * @throws InvalidListenerException if a method cannot be a listener
     */
    static List<ListenerMethod> find(
            ConfigurableListableBeanFactory beans, NodenetNodes nodes, ListenerQueues queues) {
        List<ListenerMethod> handlers = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type =
                    ScopedProxyUtils.isScopedTarget(name) ? null : AutoProxyUtils.determineTargetClass(beans, name);
            if (type == null || !AnnotationUtils.isCandidateClass(type, NodenetListener.class)) {
                continue;
            }
            Map<Method, NodenetListener> methods =
                    MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<NodenetListener>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, NodenetListener.class));
            methods.forEach((method, listener) -> {
                Class<?> exposed = beans.getType(name);
                Method invocable = AopUtils.selectInvocableMethod(method, exposed == null ? type : exposed);
                String node = node(listener, invocable, beans, nodes);
                ListenerArguments arguments =
                        arguments(method, nodes.get(node, NodenetMessageConverter.class), beans);
                int concurrency = concurrency(listener, invocable, beans);
                String id = id(listener, invocable, name(method, methods.keySet()), beans, ids);
                handlers.add(new ListenerMethod(
                        id,
                        () -> beans.getBean(name),
                        invocable,
                        node,
                        arguments,
                        new MessageSelector(
                                Set.of(listener.types()),
                                peers(listener, invocable, beans, nodes.get(node, NodenetPeers.class)),
                                arguments.payloadType()),
                        queues.lane(id, concurrency)));
            });
        }
        return List.copyOf(handlers);
    }

    private static ListenerArguments arguments(
            Method method, NodenetMessageConverter converter, ConfigurableListableBeanFactory beans) {
        PayloadReader payloads = new PayloadReader(
                converter, () -> beans.getBeanProvider(SmartValidator.class).getIfUnique());
        return new ListenerArguments(method, payloads, HAS_MESSAGING ? new MessagingArguments(beans) : null);
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

    private static String id(
            NodenetListener listener,
            Method method,
            String name,
            ConfigurableListableBeanFactory beans,
            Set<String> taken) {
        String wanted = String.valueOf(beans.resolveEmbeddedValue(listener.id()));
        if (!wanted.isEmpty()) {
            if (!taken.add(wanted)) {
                throw new InvalidListenerException(method, "another listener has the id \"" + wanted + "\" already");
            }
            return wanted;
        }
        String id = name;
        for (int number = 2; !taken.add(id); number++) {
            id = name + "-" + number; // a second bean of the class
        }
        return id;
    }

    private static String node(
            NodenetListener listener, Method method, ConfigurableListableBeanFactory beans, NodenetNodes nodes) {
        String node = String.valueOf(beans.resolveEmbeddedValue(listener.node()));
        try {
            nodes.require(node);
        } catch (IllegalArgumentException e) {
            throw new InvalidListenerException(method, String.valueOf(e.getMessage()));
        }
        return node;
    }

    private static Set<NodeId> peers(
            NodenetListener listener, Method method, ConfigurableListableBeanFactory beans, NodenetPeers peers) {
        try {
            return Arrays.stream(listener.from())
                    .map(name -> peers.require(String.valueOf(beans.resolveEmbeddedValue(name))))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IllegalArgumentException e) {
            throw new InvalidListenerException(method, String.valueOf(e.getMessage()));
        }
    }

    /** Returns how many threads of its own a listener wants, 0 for none. */
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
            // refused as other numbers are
        }
        throw new InvalidListenerException(
                method,
                "its concurrency is \"" + wanted + "\": set a number from 1 to " + MessageThreads.MAX_CONCURRENCY
                        + ", or none for the threads that all listeners share");
    }
}
