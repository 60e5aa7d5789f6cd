package io.nodenet.test.spring;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.NodenetConnectionDetails;
import io.nodenet.spring.boot.autoconfigure.NodenetProperties;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** Auto-configuration of an in-memory network for the node of an application; see {@link AutoConfigureTestNodenet}. */
@AutoConfiguration(before = NodenetAutoConfiguration.class)
@EnableConfigurationProperties(NodenetProperties.class)
@Import(TestFurtherNode.Registrar.class)
public final class TestNodenetAutoConfiguration {
    @Bean(destroyMethod = "close")
    TestNodenetNetwork testNodenetNetwork(
            NodenetProperties properties, ObjectProvider<Node> application, ListableBeanFactory beans) {
        return new TestNodenetNetwork(
                properties.network().difficultyOrDefault(),
                application::getIfAvailable,
                () -> List.copyOf(beans.getBeansOfType(Node.class).values()));
    }

    @Bean
    @ConditionalOnMissingBean
    Identity testNodenetIdentity(TestNodenetNetwork network) {
        return network.mint();
    }

    @Bean
    @Primary
    TransportFactory testNodenetTransportFactory(TestNodenetNetwork network) {
        return network::host;
    }

    /** Disables the peer book, because the peers of a test vanish with it. All nodes are in one network. */
    @Bean
    NodeBuilderCustomizer testNodenetNodes(NodenetProperties properties) {
        return builder -> builder.peerBook(null).difficulty(properties.network().difficultyOrDefault());
    }

    @Bean
    @Primary
    NodenetConnectionDetails testNodenetConnectionDetails() {
        return List::of;
    }
}
