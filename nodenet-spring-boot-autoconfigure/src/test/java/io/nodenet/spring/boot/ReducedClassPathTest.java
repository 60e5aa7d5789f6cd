package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import java.util.List;
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
    private static final List<String> ABSENT = classes("nodenet.absent");
    private static final List<String> PRESENT = classes("nodenet.present");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @NodenetListener
        void on(String text) {
            heard.add(text);
        }

        @EventListener
        void on(MessageReceivedEvent event) {
            texts.add(event.message().text());
        }
    }

    @Test
    void nodeWorks() throws Exception {
        assertThat(ABSENT).allSatisfy(name -> assertThat(exists(name)).as(name).isFalse());
        assertThat(PRESENT).allSatisfy(name -> assertThat(exists(name)).as(name).isTrue());
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "management.endpoints.web.exposure.include=*",
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "7".repeat(64))
                .run()) {
            Node node = context.getBean(Node.class);
            assertThat(node.state()).isEqualTo(NodeState.RUNNING);
            context.getBean(NodenetTemplate.class).send(node.id(), "works");
            assertThat(context.getBean(Application.class).texts.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("works");
            assertThat(context.getBean(Application.class).heard.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("works");
            boolean metrics =
                    exists("org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration");
            boolean endpoints =
                    exists("org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration");
            assertThat(context.containsBean("nodenetHealthIndicator"))
                    .isEqualTo(exists("org.springframework.boot.health.contributor.HealthIndicator"));
            assertThat(context.containsBean("nodenetMetrics")).isEqualTo(metrics);
            assertThat(context.containsBean("nodenetInfoContributor")).isEqualTo(endpoints);
            assertThat(context.containsBean("nodenetEndpoint")).isEqualTo(endpoints);
            assertThat(context.getBean(NodenetMessageConverter.class) instanceof JsonMessageConverter)
                    .isEqualTo(exists("tools.jackson.databind.json.JsonMapper"));
        }
    }

    private static List<String> classes(String property) {
        String names = System.getProperty(property, "");
        return names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    private static boolean exists(String name) {
        return ClassUtils.isPresent(name, ReducedClassPathTest.class.getClassLoader());
    }
}
