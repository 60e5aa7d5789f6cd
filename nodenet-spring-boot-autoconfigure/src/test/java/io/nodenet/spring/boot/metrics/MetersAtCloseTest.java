package io.nodenet.spring.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.metrics.NodenetMetricsAutoConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is left of the meters of a node in a registry that lives longer than its context. */
class MetersAtCloseTest {
    private static final SimpleMeterRegistry SIMPLE = new SimpleMeterRegistry();
    private static final CompositeMeterRegistry OUTLIVING = new CompositeMeterRegistry();

    static {
        OUTLIVING.add(SIMPLE);
    }

    @Configuration(proxyBeanMethods = false)
    static class Registry {
        @Bean(destroyMethod = "")
        MeterRegistry outliving() {
            return OUTLIVING;
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NodenetAutoConfiguration.class,
                    NodenetListenerAutoConfiguration.class,
                    NodenetMetricsAutoConfiguration.class))
            .withUserConfiguration(Registry.class)
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    /** As Spring Boot does, which would close the registry with the context. */
    private static void bind(ApplicationContext context) {
        context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(OUTLIVING));
    }

    private static List<String> meters(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .filter(name -> name.startsWith("nodenet."))
                .distinct()
                .toList();
    }

    @Test
    void registryForgetsTheMetersOfANodeWithItsContextAndHasThoseOfTheNext() {
        runner.run(context -> {
            bind(context);
            assertThat(meters(SIMPLE)).hasSizeGreaterThan(30);
        });
        assertThat(meters(OUTLIVING)).isEmpty();
        assertThat(meters(SIMPLE)).isEmpty();

        runner.run(context -> {
            bind(context);
            assertThat(SIMPLE.get("nodenet.running").gauge().value()).isEqualTo(1);
        });
        assertThat(meters(SIMPLE)).isEmpty();
    }
}
