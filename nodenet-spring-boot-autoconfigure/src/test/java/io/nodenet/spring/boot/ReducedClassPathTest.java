package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.util.ClassUtils;

/**
 * An application starts and its node works whatever optional jars are there. The build runs this once for each combination, with the jars
 * really removed: a class loader that hides them fails differently.
 */
class ReducedClassPathTest {
    private static final String[] ABSENT =
            System.getProperty("nodenet.absent", "").isEmpty()
                    ? new String[0]
                    : System.getProperty("nodenet.absent").split(",");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @EventListener
        void on(MessageReceivedEvent event) {
            texts.add(event.message().text());
        }
    }

    @Test
    void nodeWorks() throws Exception {
        assertThat(ABSENT)
                .allSatisfy(
                        name -> assertThat(ClassUtils.isPresent(name, getClass().getClassLoader()))
                                .as(name)
                                .isFalse());
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "7".repeat(64))
                .run()) {
            Node node = context.getBean(Node.class);
            assertThat(node.state()).isEqualTo(NodeState.RUNNING);
            context.getBean(NodenetTemplate.class).send(node.id(), "works");
            assertThat(context.getBean(Application.class).texts.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("works");
            assertThat(context.containsBean("nodenetHealthIndicator"))
                    .isEqualTo(isThere("health.contributor.HealthIndicator"));
            assertThat(context.containsBean("nodenetMetrics"))
                    .isEqualTo(isThere("micrometer.metrics.autoconfigure.MetricsAutoConfiguration"));
            assertThat(context.containsBean("nodenetInfoContributor"))
                    .isEqualTo(isThere("actuate.autoconfigure.endpoint.EndpointAutoConfiguration"));
        }
    }

    private static boolean isThere(String name) {
        return Arrays.stream(ABSENT).noneMatch(absent -> absent.endsWith(name));
    }
}
