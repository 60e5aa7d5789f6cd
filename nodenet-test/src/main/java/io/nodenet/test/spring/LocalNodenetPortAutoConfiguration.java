package io.nodenet.test.spring;

import io.nodenet.node.Node;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/** Auto-configuration of the property behind {@link LocalNodenetPort}, even without the starter, if there is a node. */
@AutoConfiguration(
        after = TestNodenetAutoConfiguration.class,
        afterName = "io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration")
@ConditionalOnSingleCandidate(Node.class)
@ConditionalOnMissingBean(TestNodenetNetwork.class)
public final class LocalNodenetPortAutoConfiguration {
    @Bean
    @Lazy(false)
    LocalPortPropertySource nodenetLocalPort(Node node, ConfigurableEnvironment environment) {
        LocalPortPropertySource source = new LocalPortPropertySource(node);
        environment.getPropertySources().addFirst(source);
        return source;
    }
}
