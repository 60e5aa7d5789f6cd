package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.NodenetMessageHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Finds the {@link NodenetListener} methods of all beans, once all of them are defined, which avoids the early initialization that a bean
 * post-processor would cause.
 */
public final class ListenerMethods {
    private ListenerMethods() {}

    /**
     * Returns a handler for each listener method, in the order of the bean definitions; a lazy bean is made by its first message.
     *
     * @throws InvalidListenerException if a method cannot be a listener
     */
    public static List<NodenetMessageHandler> find(
            ConfigurableListableBeanFactory beans, NodenetMessageConverter converter) {
        List<NodenetMessageHandler> handlers = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type =
                    ScopedProxyUtils.isScopedTarget(name) ? null : AutoProxyUtils.determineTargetClass(beans, name);
            if (type == null || !AnnotationUtils.isCandidateClass(type, NodenetListener.class)) {
                continue;
            }
            Map<Method, NodenetListener> methods =
                    MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<NodenetListener>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, NodenetListener.class));
            for (Method method : methods.keySet()) {
                Class<?> exposed = beans.getType(name);
                Method invocable = AopUtils.selectInvocableMethod(method, exposed == null ? type : exposed);
                handlers.add(new ListenerMethod(() -> beans.getBean(name), invocable, converter));
            }
        }
        return List.copyOf(handlers);
    }
}
