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
 * Matches unless the node is that of a context above: a context that has none of its own shares the beans of that one, and would start, stop and tell of its node a second time
 * otherwise.
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
            return ConditionOutcome.match(message.because("it has a node of its own"));
        }
        boolean isAbove = beans.getParentBeanFactory() instanceof ListableBeanFactory above
                && BeanFactoryUtils.beanNamesForTypeIncludingAncestors(above, NodenetNodes.class, true, false).length
                        > 0;
        return isAbove
                ? ConditionOutcome.noMatch(message.because("a context above has the node"))
                : ConditionOutcome.match(message.because("no context above has a node"));
    }
}
