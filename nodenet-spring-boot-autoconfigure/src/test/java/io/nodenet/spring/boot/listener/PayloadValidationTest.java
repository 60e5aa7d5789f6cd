package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nodenet.spring.boot.InvalidPayloadException;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import io.nodenet.spring.boot.request.RemoteFailureException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.messaging.Message;
import org.springframework.validation.annotation.Validated;

/** Payloads that violate the constraints of their type. */
class PayloadValidationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<ProcessOutcome> dead = new CopyOnWriteArrayList<>();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withBean(ObservationRegistry.class, () -> observations)
            .withBean(NodenetErrorHandler.class, () -> (message, failure) -> errors.add(failure))
            .withBean(NodenetDeadLetterHandler.class, () -> (message, outcome) -> dead.add(outcome))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    private final ApplicationContextRunner validating =
            runner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class));

    record Order(@NotBlank String item, @Max(5) int count) {}

    record Basket(@Valid Order first) {}

    record Prices(@Valid Map<String, Order> byShop) {}

    interface Strict {}

    record Draft(@NotBlank(groups = Strict.class) String title) {}

    static class Shop {
        final List<Object> taken = new CopyOnWriteArrayList<>();

        @NodenetListener
        String on(@Valid Order order) {
            taken.add(order);
            return "taken";
        }

        @NodenetListener
        String on(@Valid Message<Basket> basket) {
            taken.add(basket.getPayload());
            return "taken";
        }

        @NodenetListener
        String on(@Validated(Strict.class) Draft draft) {
            taken.add(draft);
            return "taken";
        }
    }

    static class Market {
        @NodenetListener
        String on(@Valid Prices prices) {
            return "taken";
        }
    }

    static class Elements {
        @NodenetListener
        void on(@Valid List<Order> orders) {}
    }

    private static void assertRefused(NodenetTemplate template, Object payload, String... violations) {
        CompletableFuture<String> reply = template.request(template.id(), payload, String.class, TIMEOUT);
        assertThatThrownBy(() -> reply.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(RemoteFailureException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(FailureReason.INVALID);
                    assertThat(failure.text()).contains(violations);
                });
    }

    @Test
    void payloadThatViolatesItsConstraintsReachesNoListenerAndThePeerIsToldWhy() {
        validating.withBean(Shop.class).run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);

            assertRefused(template, new Order("", 6), "item: ", "count: ");
            assertRefused(template, new Basket(new Order("bread", 9)), "first.count: ");
            assertRefused(template, new Draft(" "), "title: ");

            assertThat(context.getBean(Shop.class).taken).isEmpty();
            assertThat(errors)
                    .hasSize(3)
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(InvalidPayloadException.class));
            assertThat(dead).containsOnly(ProcessOutcome.INVALID);
            TestObservationRegistryAssert.assertThat(observations).hasAnObservationWithAKeyValue("outcome", "invalid");
            assertThat(template.request(template.id(), new Order("bread", 5), String.class, TIMEOUT)
                            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("taken");
        });
    }

    @Test
    void whatCannotBeValidatedIsRefusedWhenTheApplicationStarts() {
        runner.withBean(Shop.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidListenerException.class)
                        .hasMessageContainingAll("Shop.on", "add spring-boot-starter-validation"));
        validating
                .withBean(Elements.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidListenerException.class)
                        .hasMessageContainingAll("Elements.on", "the elements of a List are not validated"));
    }

    @Test
    void keysOfAPeerDoNotMultiplyTheMemoryThatAViolationTakes() {
        validating.withBean(Market.class).run(context -> {
            String key = "[]".repeat(1_000);

            assertRefused(context.getBean(NodenetTemplate.class), new Prices(Map.of(key, new Order("", 1))), "byShop[");

            assertThat(((InvalidPayloadException) errors.get(0)).errors().getAllErrors())
                    .flatMap(error -> List.of(error.getCodes()))
                    .hasSizeLessThan(10);
        });
    }

    @Test
    void violationsBeyondTheLimitAreOnlyCounted() {
        validating.withBean(Market.class).run(context -> {
            Map<String, Order> many = IntStream.range(0, 2 * InvalidPayloadException.MAX_VIOLATIONS)
                    .boxed()
                    .collect(Collectors.toMap(number -> "shop" + number, number -> new Order("", 1)));

            assertRefused(context.getBean(NodenetTemplate.class), new Prices(many), "byShop[shop");

            InvalidPayloadException failure = (InvalidPayloadException) errors.get(0);
            assertThat(failure.errors().getAllErrors()).hasSize(InvalidPayloadException.MAX_VIOLATIONS);
            assertThat(failure.getMessage()).endsWith("; and 195 more");
        });
    }
}
