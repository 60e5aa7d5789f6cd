package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetNodes;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the node belongs to a parent context: a context without its own node shares the beans of the parent, and would otherwise
 * start, stop and report the parent's node a second time.
 */
public final class OnNodeOfThisContext extends SpringBootCondition implements ConfigurationCondition {
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Node of this context");
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        if (beans == null || beans.getBeanNamesForType(Node.class, true, false).length > 0) {
            return ConditionOutcome.match(message.because("it has its own node"));
        }
        boolean isAbove = beans.getParentBeanFactory() instanceof ListableBeanFactory above
                && BeanFactoryUtils.beanNamesForTypeIncludingAncestors(above, NodenetNodes.class, true, false).length
                        > 0;
        return isAbove
                ? ConditionOutcome.noMatch(message.because("a parent context has the node"))
                : ConditionOutcome.match(message.because("no parent context has a node"));
    }
}
