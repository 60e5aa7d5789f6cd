package io.nodenet.spring.boot.autoconfigure;

import java.util.Arrays;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines beans of the further nodes of an application. Each is qualified with the name of its node, and is not a candidate where the bean
 * of the first node is injected.
 */
public abstract class FurtherNodesRegistrar implements ImportBeanDefinitionRegistrar {
    private final Environment environment;
    private final ConfigurableListableBeanFactory beans;

    /** Creates a registrar for an application. */
    protected FurtherNodesRegistrar(Environment environment, BeanFactory beans) {
        this.environment = environment;
        this.beans = (ConfigurableListableBeanFactory) beans;
    }

    @Override
    public final void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        FurtherNodes.names(environment).forEach(node -> define(new Definitions(node, registry)));
    }

    /** Defines the beans of one node. */
    protected abstract void define(Definitions definitions);

    /** The definitions of one node. */
    protected final class Definitions {
        private final String node;
        private final BeanDefinitionRegistry registry;

        Definitions(String node, BeanDefinitionRegistry registry) {
            this.node = node;
            this.registry = registry;
        }

        /** Returns the name of the node. */
        public String node() {
            return node;
        }

        /** Returns whether a bean of a type is already defined for the node. */
        public boolean hasBean(Class<?> type) {
            return Arrays.stream(beans.getBeanNamesForType(type, true, false))
                    .anyMatch(name -> BeanFactoryAnnotationUtils.isQualifierMatch(node::equals, name, beans));
        }

        /** Defines the bean whose methods create the others; its constructor takes the name of the node and beans. */
        public void factory(String name, Class<?> type) {
            RootBeanDefinition definition = new RootBeanDefinition(type);
            definition.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
            definition.getConstructorArgumentValues().addIndexedArgumentValue(0, node);
            register(name, definition);
        }

        /**
         * Defines a bean that is created by the factory method of this name.
         *
         * @return the definition, for further attributes
         */
        public RootBeanDefinition bean(String factory, String method, String name, Class<?> type) {
            RootBeanDefinition definition = new RootBeanDefinition();
            definition.setTargetType(type);
            definition.setFactoryBeanName(nameOf(factory));
            definition.setFactoryMethodName(method);
            register(name, definition);
            return definition;
        }

        private void register(String name, RootBeanDefinition definition) {
            definition.setDefaultCandidate(false);
            definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, node));
            registry.registerBeanDefinition(nameOf(name), definition);
        }

        /** Returns the name of the bean that corresponds to a bean of the first node. */
        public String nameOf(String name) {
            return name + "-" + node;
        }
    }
}
