package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import io.nodenet.spring.boot.request.RemoteFailureException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Listeners that are paused, and those with threads of their own, in an application that sends to itself. */
class ListenerPauseTest {
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
            .withBean(Shop.class)
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64),
                    "slow.threads=1");

    record Order(int number) {}

    record Question(String text) {}

    record Remark(int number) {}

    static class Shop {
        final List<Integer> orders = new CopyOnWriteArrayList<>();
        final List<Integer> remarks = new CopyOnWriteArrayList<>();
        final CountDownLatch open = new CountDownLatch(1);
        volatile String answeredOn = "";

        @NodenetListener(id = "orders")
        void on(Order order) {
            orders.add(order.number());
        }

        @NodenetListener(id = "questions")
        String on(Question question) {
            return "yes";
        }

        @NodenetListener(id = "slow", concurrency = "${slow.threads}")
        String slow(Remark remark) throws InterruptedException {
            open.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            answeredOn = Thread.currentThread().getName();
            if (remark.number() < 0) {
                throw new IllegalStateException("no number");
            }
            return "remark " + remark.number();
        }

        @NodenetListener(id = "quick")
        void quick(Remark remark) {
            remarks.add(remark.number());
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void messagesOfAPausedListenerWaitAndComeInTheirOrder() {
        runner.run(context -> {
            NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            Shop shop = context.getBean(Shop.class);
            registry.pause("orders");
            IntStream.range(0, 10).forEach(number -> template.send(template.id(), new Order(number)));
            Awaitility.await().until(() -> registry.status().get("orders").pending() == 10);
            assertThat(get(template.request(template.id(), new Question("open?"), String.class, TIMEOUT)))
                    .as("by another listener, behind them")
                    .isEqualTo("yes");
            assertThat(shop.orders).isEmpty();

            registry.resume("orders");
            template.send(template.id(), new Order(10));

            Awaitility.await().until(() -> shop.orders.size() == 11);
            assertThat(shop.orders)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, 10).boxed().toList());
            assertThat(registry.status().get("orders").pending()).isZero();
            TestObservationRegistryAssert.assertThat(observations).hasAnObservationWithAKeyValue("outcome", "queued");
        });
    }

    @Test
    void requestToAPausedListenerIsAnsweredOnceItGoesOn() {
        runner.run(context -> {
            NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            registry.pause("questions");
            CompletableFuture<String> reply =
                    template.request(template.id(), new Question("open?"), String.class, TIMEOUT);
            Awaitility.await().until(() -> registry.status().get("questions").pending() == 1);
            assertThat(reply).isNotDone();

            registry.start("questions");

            assertThat(get(reply)).isEqualTo("yes");
        });
    }

    @Test
    void stoppingAPausedListenerHandlesWhatItHas() {
        runner.run(context -> {
            NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            registry.pause("orders");
            template.send(template.id(), new Order(1));
            Awaitility.await().until(() -> registry.status().get("orders").pending() == 1);

            registry.stop("orders");
            registry.pause("orders");

            Awaitility.await().until(() -> context.getBean(Shop.class).orders.equals(List.of(1)));
            assertThat(registry.status().get("orders").state()).isEqualTo(ListenerState.STOPPED);
        });
    }

    @Test
    void messageThatFindsNoRoomIsDroppedCountedAndRefused() {
        runner.withPropertyValues("nodenet.listener.max-pending-messages=2").run(context -> {
            NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            registry.pause("questions");
            template.send(template.id(), new Question("first"));

            CompletableFuture<String> refused =
                    template.request(template.id(), new Question("second"), String.class, TIMEOUT);

            assertThatThrownBy(() -> get(refused))
                    .cause()
                    .isInstanceOfSatisfying(
                            RemoteFailureException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(FailureReason.BUSY));
            assertThat(registry.status().get("questions"))
                    .isEqualTo(new ListenerStatus(ListenerState.PAUSED, null, 1, 1));
            assertThat(registry.dropped(NodenetNodes.DEFAULT)).isEqualTo(1);
            assertThat(registry.pending(NodenetNodes.DEFAULT)).isEqualTo(1);
            Awaitility.await().until(() -> dead.equals(List.of(ProcessOutcome.QUEUE_FULL)));
        });
    }

    @Test
    void listenerWithThreadsOfItsOwnHoldsUpNoOther() {
        runner.run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            Shop shop = context.getBean(Shop.class);
            CompletableFuture<String> reply = template.request(template.id(), new Remark(1), String.class, TIMEOUT);
            template.send(template.id(), new Remark(2));

            Awaitility.await().until(() -> shop.remarks.equals(List.of(1, 2)));
            assertThat(reply).isNotDone();
            shop.open.countDown();

            assertThat(get(reply)).isEqualTo("remark 1");
            assertThat(shop.answeredOn).startsWith("nodenet-listener-slow-");
            assertThat(context.getBean(NodenetListenerRegistry.class)
                            .status()
                            .get("slow")
                            .concurrency())
                    .isEqualTo(1);
        });
    }

    @Test
    void failureOfAListenerWithThreadsOfItsOwnIsOneOfTheMessage() {
        runner.run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            context.getBean(Shop.class).open.countDown();

            CompletableFuture<String> reply = template.request(template.id(), new Remark(-1), String.class, TIMEOUT);

            assertThatThrownBy(() -> get(reply))
                    .cause()
                    .isInstanceOfSatisfying(
                            RemoteFailureException.class,
                            failure -> assertThat(failure.text()).isEqualTo("IllegalStateException"));
            Awaitility.await().until(() -> dead.equals(List.of(ProcessOutcome.FAILURE)));
            assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
            TestObservationRegistryAssert.assertThat(observations).hasAnObservationWithAKeyValue("outcome", "failure");
        });
    }

    @Test
    void endOfTheApplicationWaitsForListenersWithThreadsOfTheirOwnAndNotForPausedOnes() {
        runner.run(context -> {
            NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            NodenetListenerContainer container = context.getBean(NodenetListenerContainer.class);
            registry.pause("orders");
            template.send(template.id(), new Order(1));
            template.send(template.id(), new Remark(1));
            Awaitility.await().until(() -> registry.status().get("orders").pending() == 1);
            Awaitility.await().until(() -> context.getBean(Shop.class).remarks.size() == 1);

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(container::stop);
            Awaitility.await().until(() -> !container.isRunning());
            assertThat(stopped).isNotDone();
            context.getBean(Shop.class).open.countDown();

            get(stopped);
            assertThat(context.getBean(Shop.class).answeredOn).isNotEmpty();
            assertThat(registry.dropped(NodenetNodes.DEFAULT)).isEqualTo(1);
        });
    }

    @Test
    void concurrencyThatIsNoneIsRefusedWhenTheApplicationStarts() {
        for (String wrong : List.of("0", "many", "1025")) {
            runner.withPropertyValues("slow.threads=" + wrong)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .isInstanceOf(InvalidListenerException.class)
                            .hasMessageContaining("its concurrency is \"" + wrong + "\": set a number from 1 to 1024"));
        }
    }
}
