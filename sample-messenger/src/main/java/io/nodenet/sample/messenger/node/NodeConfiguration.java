package io.nodenet.sample.messenger.node;

import io.nodenet.identity.Identity;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.NodeListener;
import io.nodenet.pow.IdentityMiner;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the node. */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {
    @Bean
    Identity identity(
            @Value("${nodenet.identity.location}") Path file, @Value("${nodenet.network.difficulty}") int difficulty) {
        return IdentityMiner.loadOrMint(file, difficulty);
    }

    @Bean(destroyMethod = "close")
    Node node(
            Identity identity,
            @Value("${nodenet.network.difficulty}") int difficulty,
            @Value("${nodenet.transport.quic.address}") String address,
            @Value("${nodenet.transport.quic.port}") int port,
            @Value("${nodenet.bootstrap:}") List<String> anchors,
            ObjectProvider<Messenger> messenger) {
        NodeBuilder builder = Node.builder()
                .identity(identity)
                .difficulty(difficulty)
                .transport(QuicTransport.factory(quic -> quic.bind(address, port)))
                .listener(new NodeListener() {
                    @Override
                    public void onEdgeUp(EdgeSnapshot edge) {
                        messenger.getObject().reachable();
                    }
                });
        anchors.forEach(builder::anchor);
        return builder.build();
    }

    @Bean
    SmartLifecycle nodeLifecycle(Node node, EnvelopeReceiver receiver) {
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                node.onMessage(receiver::receive);
                node.start();
                running = true;
            }

            @Override
            public void stop() {
                node.close();
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }
        };
    }
}
