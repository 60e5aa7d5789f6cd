package io.nodenet.test.spring;

import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** The application under test: it sends back what it hears, and remembers the events of its node. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EchoApplication {
    @Bean
    Echo echo(NodenetTemplate nodenet, Environment environment) {
        return new Echo(nodenet, environment);
    }

    static class Echo {
        final Queue<NodeEvent> events = new ConcurrentLinkedQueue<>();
        private final NodenetTemplate nodenet;
        private final Environment environment;
        volatile String portWhenTheWebServerStarted;

        Echo(NodenetTemplate nodenet, Environment environment) {
            this.nodenet = nodenet;
            this.environment = environment;
        }

        @NodenetListener
        void on(String text, NodeId from) {
            nodenet.send(from, "echo " + text);
        }

        @EventListener
        void on(NodeEvent event) {
            events.add(event);
        }

        @EventListener
        void on(WebServerInitializedEvent event) {
            portWhenTheWebServerStarted = environment.getProperty("local.nodenet.port");
        }

        boolean hasHeardOfTheStart() {
            return events.stream().anyMatch(NodeEvent.NodeStarted.class::isInstance);
        }
    }
}
