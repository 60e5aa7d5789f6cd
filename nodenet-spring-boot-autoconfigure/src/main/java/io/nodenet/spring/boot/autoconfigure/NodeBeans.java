package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.spring.boot.NodenetNodes;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/** The beans of an application that are for one of its nodes. */
public final class NodeBeans {
    private final ConfigurableListableBeanFactory beans;
    private final String node;

    /** Looks up the beans of a node. */
    public NodeBeans(ConfigurableListableBeanFactory beans, String node) {
        this.beans = beans;
        this.node = node;
    }

    /** Provides the beans of a type that are qualified with the name of the node, in order. */
    public <T> ObjectProvider<T> own(Class<T> type) {
        return provider(() -> beans(type, this::isOwn));
    }

    /** Provides those for all nodes as well: the default candidates. */
    public <T> ObjectProvider<T> all(Class<T> type) {
        return provider(() -> beans(type, name -> isForAll(name) || isOwn(name)));
    }

    /** Provides those qualified with the name of the node if there are any, otherwise those for all nodes. */
    public <T> ObjectProvider<T> ownOrForAll(Class<T> type) {
        return own(type).stream().findAny().isPresent() ? own(type) : provider(() -> beans(type, this::isForAll));
    }

    /** Returns the beans of a type that this context itself defines for the node; for the first node, these are the default candidates. */
    public <T> Stream<T> ofThisContext(Class<T> type) {
        Predicate<String> chosen = node.equals(NodenetNodes.DEFAULT) ? this::isForAll : this::isOwn;
        return Arrays.stream(beans.getBeanNamesForType(type)).filter(chosen).map(name -> beans.getBean(name, type));
    }

    private boolean isOwn(String name) {
        return BeanFactoryAnnotationUtils.isQualifierMatch(node::equals, name, beans);
    }

    private boolean isForAll(String name) {
        BeanDefinition definition = definition(name);
        return definition == null
                || (definition.isAutowireCandidate()
                        && (!(definition instanceof AbstractBeanDefinition known) || known.isDefaultCandidate()));
    }

    private @Nullable BeanDefinition definition(String name) {
        return beans.containsBeanDefinition(name) ? beans.getMergedBeanDefinition(name) : null;
    }

    private <T> Stream<T> beans(Class<T> type, Predicate<String> choice) {
        IdentityHashMap<Object, String> names = new IdentityHashMap<>();
        for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type)) {
            if (choice.test(name)) {
                names.put(beans.getBean(name), name);
            }
        }
        return names.keySet().stream()
                .sorted(AnnotationAwareOrderComparator.INSTANCE.withSourceProvider(
                        bean -> definition(String.valueOf(names.get(bean))) instanceof RootBeanDefinition definition
                                ? definition.getResolvedFactoryMethod()
                                : null))
                .map(type::cast);
    }

    private static <T> ObjectProvider<T> provider(Supplier<Stream<T>> chosen) {
        return new ObjectProvider<>() {
            @Override
            public Stream<T> stream() {
                return chosen.get();
            }

            @Override
            public Stream<T> orderedStream() {
                return chosen.get();
            }
        };
    }
}
