package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.NodenetFailure;
import io.nodenet.spring.boot.request.RemoteFailureException;
import io.nodenet.spring.boot.request.ReplyOutcome;
import io.nodenet.spring.boot.request.RequestReply;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import reactor.core.publisher.Mono;

/** Two applications, one of which asks the other over real sockets. */
class RequestReplyTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static ConfigurableApplicationContext shop;
    private static ConfigurableApplicationContext customer;

    record PriceQuery(String item) {}

    record Price(String item, int cents, MessagePath path) {}

    record StockQuery(String item) {}

    record Order(String item) {}

    record Reminder(String text) {}

    record Broken(String text) {}

    record Complaint(String text) {}

    @NodenetFailure
    static class SoldOutException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SoldOutException(String message) {
            super(message);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {
        final CompletableFuture<List<String>> stock = new CompletableFuture<>();
        final CountDownLatch reminded = new CountDownLatch(1);

        @NodenetListener
        Price price(PriceQuery query, MessagePath path) {
            return new Price(query.item(), 120, path);
        }

        @NodenetListener
        CompletableFuture<List<String>> stock(StockQuery query) {
            return stock;
        }

        @NodenetListener
        Mono<Void> order(Order order) {
            return Mono.error(new SoldOutException("no more " + order.item()));
        }

        @NodenetListener
        void remind(Reminder reminder) {
            reminded.countDown();
        }

        @NodenetListener
        String broken(Broken broken) {
            throw new IllegalStateException("jdbc:secret");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Customer {}

    private static ConfigurableApplicationContext run(Class<?> application, String digit, String... more) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + digit.repeat(64))
                .run(Arrays.stream(more).map(property -> "--" + property).toArray(String[]::new));
    }

    @BeforeAll
    static void start() {
        shop = run(Shop.class, "1");
        Node node = shop.getBean(Node.class);
        customer = run(
                Customer.class,
                "2",
                "nodenet.anchors=" + node.id() + "@127.0.0.1:"
                        + node.endpoint().toSocketAddress().getPort());
        Awaitility.await()
                .until(() -> !customer.getBean(Node.class)
                        .snapshot()
                        .connectivity()
                        .edges()
                        .isEmpty());
    }

    @AfterAll
    static void stop() {
        customer.close();
        shop.close();
    }

    private static NodenetTemplate template() {
        return customer.getBean(NodenetTemplate.class);
    }

    private static NodeId shopId() {
        return shop.getBean(Node.class).id();
    }

    private static <T> T get(CompletableFuture<T> reply) throws Exception {
        return reply.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatAListenerReturnsIsTheReplyByEachPath() throws Exception {
        for (MessagePath path : List.of(MessagePath.ROUTED, MessagePath.DIRECT, MessagePath.SEALED)) {
            CompletableFuture<Price> price = template()
                    .request(shopId(), new PriceQuery("bread"), ResolvableType.forClass(Price.class), TIMEOUT, path);

            assertThat(get(price)).isEqualTo(new Price("bread", 120, path));
        }
    }

    @Test
    void promisedValueIsTheReplyOnceItIsThere() throws Exception {
        CompletableFuture<List<String>> stock = template()
                .request(shopId(), new StockQuery("bread"), new ParameterizedTypeReference<List<String>>() {}, TIMEOUT);
        assertThat(get(template().request(shopId(), new PriceQuery("milk"), Price.class, TIMEOUT))
                        .item())
                .as("which is not held up")
                .isEqualTo("milk");
        assertThat(stock).isNotDone();

        shop.getBean(Shop.class).stock.complete(List.of("one", "two"));

        assertThat(get(stock)).containsExactly("one", "two");
    }

    @Test
    void listenerThatReturnsNothingAcknowledges() throws Exception {
        assertThat(get(template().request(shopId(), new Reminder("soon"), Void.class, TIMEOUT)))
                .isNull();
        assertThat(shop.getBean(Shop.class).reminded.getCount()).isZero();
    }

    private static void assertFailure(Object message, FailureReason reason, String text) {
        assertThatThrownBy(() -> get(template().request(shopId(), message, String.class, TIMEOUT)))
                .cause()
                .isInstanceOfSatisfying(RemoteFailureException.class, failure -> {
                    assertThat(failure.peer()).isEqualTo(shopId());
                    assertThat(failure.reason()).isEqualTo(reason);
                    assertThat(failure.text()).isEqualTo(text);
                });
    }

    @Test
    void failureOfTheListenerIsThatOfTheRequest() {
        assertFailure(new Order("bread"), FailureReason.FAILED, "SoldOutException: no more bread");
        assertFailure(new Broken("x"), FailureReason.FAILED, "IllegalStateException");
        assertFailure(new Complaint("x"), FailureReason.NO_LISTENER, "");
        assertFailure("a text, and no JSON", FailureReason.UNCONVERTIBLE, "");
    }

    @Test
    void applicationThatClosesFailsWhatIsPending() {
        ConfigurableApplicationContext closing = run(Customer.class, "3");
        NodenetTemplate template = closing.getBean(NodenetTemplate.class);
        CompletableFuture<String> own = template.request(template.id(), "to itself", String.class, TIMEOUT);
        assertThatThrownBy(() -> get(own)).cause().isInstanceOf(RemoteFailureException.class);
        RequestReply requestReply = closing.getBean(RequestReply.class);
        assertThat(requestReply.replies().count(ReplyOutcome.FAILED)).isEqualTo(1);
        CompletableFuture<Object> pending =
                requestReply.requests().ask(shopId(), reply -> reply, TIMEOUT, headers -> new CompletableFuture<>());

        closing.close();

        assertThatThrownBy(pending::join).cause().isInstanceOf(NodeStateException.class);
        assertThatThrownBy(() -> template.request(shopId(), "too late", String.class, TIMEOUT))
                .isInstanceOf(NodeStateException.class);
    }
}
