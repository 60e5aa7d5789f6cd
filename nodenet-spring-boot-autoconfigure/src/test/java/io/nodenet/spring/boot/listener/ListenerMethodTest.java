package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.JsonMessageConverter;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.SimpleMessageConverter;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.NodenetPayload;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class ListenerMethodTest {
    private static final NodeId ORIGINATOR = NodeId.parse("1".repeat(64));
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000);

    record Point(int x, int y) {}

    @NodenetPayload("shape.point")
    record Named(int x, int y) {}

    record Strict(String text) {
        Strict {
            Objects.requireNonNull(text);
        }
    }

    @SuppressWarnings("unused")
    static class Listeners {
        final List<Object> heard = new ArrayList<>();

        void bytes(byte[] payload) {
            heard.add(payload);
        }

        void text(String text) {
            heard.add(text);
        }

        void point(Point point) {
            heard.add(point);
        }

        void named(Named point) {
            heard.add(point);
        }

        void withHeaders(byte[] payload, NodenetHeaders headers) {
            heard.addAll(List.of(payload, headers));
        }

        void points(List<Point> points) {
            heard.add(points);
        }

        void strict(Strict strict) {
            heard.add(strict);
        }

        void count(int count) {
            heard.add(count);
        }

        void task(Runnable task) {
            heard.add(task);
        }

        void everything(Instant at, MessagePath path, String text, NodeId from, InboundMessage message) {
            heard.addAll(List.of(at, path, text, from, message));
        }

        void onlyWho(NodeId from) {
            heard.add(from);
        }

        void none() {}

        void two(String one, byte[] another) {}

        void twice(NodeId one, NodeId another) {}

        String returning(String text) {
            return text;
        }

        CompletableFuture<String> promising(String text) {
            return CompletableFuture.completedFuture(text);
        }

        Mono<String> mono(String text) {
            return Mono.just(text);
        }

        Mono<Void> empty(String text) {
            return Mono.empty();
        }

        Flux<String> flux(String text) {
            return Flux.just(text);
        }

        Future<String> future(String text) {
            return CompletableFuture.completedFuture(text);
        }

        Message<String> message(String text) {
            return MessageBuilder.withPayload(text).build();
        }

        void sending(String text) {
            throw new MessageConversionException("What this listener sends has no converter");
        }

        void failing(String text) throws IOException {
            throw new IOException(text);
        }
    }

    private final Listeners listeners = new Listeners();

    private ListenerMethod method(String name) {
        return method(name, new JsonMessageConverter(new JsonMapper()));
    }

    private ListenerMethod method(String name, NodenetMessageConverter converter) {
        return listener(name, converter, Set.of(), Set.of());
    }

    private ListenerMethod listener(
            String name, NodenetMessageConverter converter, Set<String> types, Set<NodeId> from) {
        Method method = Arrays.stream(Listeners.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        ListenerArguments arguments = new ListenerArguments(
                Listeners.class, method, new PayloadReader(converter, () -> null), new MessagingArguments(null));
        return new ListenerMethod(
                "id",
                () -> listeners,
                method,
                "default",
                arguments,
                new MessageSelector(types, from, arguments.payloadType()),
                new ListenerLane(ListenerQueue.whilePaused(Runnable::run, 1), null, null));
    }

    private static InboundMessage message(String text) {
        return new InboundMessage(ORIGINATOR, MessagePath.DIRECT, NOW, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void payloadIsConvertedToTheParameter() throws Exception {
        method("bytes").handle(message("a"));
        method("text").handle(message("grüße"));
        method("point").handle(message("{\"x\":1,\"y\":2}"));
        method("points").handle(message("[{\"x\":3,\"y\":4}]"));

        assertThat(listeners.heard)
                .containsExactly(new byte[] {'a'}, "grüße", new Point(1, 2), List.of(new Point(3, 4)));
    }

    @Test
    void parametersComeInAnyOrder() throws Exception {
        InboundMessage message = message("hi");
        method("everything").handle(message);
        method("onlyWho").handle(message);

        assertThat(listeners.heard).containsExactly(NOW, MessagePath.DIRECT, "hi", ORIGINATOR, message, ORIGINATOR);
    }

    private ListenerMethod chosen(String name, Set<String> types, Set<NodeId> from) {
        return listener(name, new JsonMessageConverter(new JsonMapper()), types, from);
    }

    /** A message that says what it is, or does not where the type is empty. */
    private static ReceivedMessage typed(String type) {
        byte[] body = "{\"x\":1,\"y\":2}".getBytes(StandardCharsets.UTF_8);
        byte[] payload = type.isEmpty()
                ? body
                : NodenetHeaders.of(Map.of(NodenetHeaders.PAYLOAD_TYPE, type)).prependTo(body);
        return ReceivedMessage.of(new InboundMessage(ORIGINATOR, MessagePath.DIRECT, NOW, payload));
    }

    @ParameterizedTest
    @CsvSource({
        "point, Point, true",
        "point, Other, false",
        "point, '', true",
        "named, shape.point, true",
        "named, Named, false",
        "text, Point, false",
        "text, '', true",
        "bytes, Point, true",
        "points, Point, true",
        "onlyWho, Point, true"
    })
    void listenerTakesMessagesOfTheTypeOfItsPayloadAndThoseThatDoNotSay(String name, String type, boolean accepts) {
        assertThat(chosen(name, Set.of(), Set.of()).accepts(typed(type))).isEqualTo(accepts);
    }

    @Test
    void listenerTakesTheTypesThatItNamesAndNoOthers() {
        ListenerMethod listener = chosen("bytes", Set.of("a", "b"), Set.of());

        assertThat(listener.accepts(typed("a"))).isTrue();
        assertThat(listener.accepts(typed("b"))).isTrue();
        assertThat(listener.accepts(typed("c"))).isFalse();
        assertThat(listener.accepts(typed(""))).isFalse();
    }

    @Test
    void listenerTakesMessagesOfThePeersThatItNamesAndNoOthers() {
        NodeId other = NodeId.parse("2".repeat(64));

        assertThat(chosen("bytes", Set.of(), Set.of(other)).accepts(typed(""))).isFalse();
        assertThat(chosen("bytes", Set.of(), Set.of(other, ORIGINATOR)).accepts(typed("")))
                .isTrue();
    }

    @Test
    void headersAreAnArgumentAndNoPartOfThePayload() throws Exception {
        ReceivedMessage message = typed("Point");
        chosen("withHeaders", Set.of(), Set.of()).handle(message);

        assertThat(listeners.heard)
                .containsExactly("{\"x\":1,\"y\":2}".getBytes(StandardCharsets.UTF_8), message.headers());
    }

    @Test
    void objectThatDoesNotSayWhatItIsAndHasFieldsOfAnotherIsAConversionFailure() throws Exception {
        byte[] more = "{\"x\":1,\"y\":2,\"z\":3}".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(
                        () -> method("point").handle(new InboundMessage(ORIGINATOR, MessagePath.DIRECT, NOW, more)));

        byte[] says =
                NodenetHeaders.of(Map.of(NodenetHeaders.PAYLOAD_TYPE, "Point")).prependTo(more);
        method("point").handle(new InboundMessage(ORIGINATOR, MessagePath.DIRECT, NOW, says));

        assertThat(listeners.heard).as("a later version of the same type").containsExactly(new Point(1, 2));
    }

    @Test
    void whatTheMethodThrowsComesOutAsItIs() {
        assertThatThrownBy(() -> method("failing").handle(message("broken"))).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void conversionThatFailsInsideTheMethodIsAFaultOfTheApplicationAndNotOfThePayload() {
        assertThatThrownBy(() -> method("sending").handle(message("fine")))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" failed: What this listener sends has no converter")
                .hasCauseExactlyInstanceOf(MessageConversionException.class);
    }

    @Test
    void payloadOfAStrangerThatIsNoSuchObjectIsAConversionFailure() {
        for (String payload : List.of("", "{", "null", "[]", "{\"x\":\"" + "9".repeat(2000) + "\"}")) {
            assertThatExceptionOfType(MessageConversionException.class)
                    .as(payload)
                    .isThrownBy(() -> method("point").handle(message(payload)));
        }
        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(() -> method("text")
                        .handle(new InboundMessage(ORIGINATOR, MessagePath.ROUTED, NOW, new byte[] {(byte) 0xff})));
        assertThat(listeners.heard).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "none, it has no parameters",
        "two, two parameters would be the payload",
        "twice, two parameters have the type NodeId",
        "flux, 'it returns Flux, but a reply is a single message'",
        "future, 'it returns Future, which can only be awaited by blocking'",
        "message, 'it returns a Message, but a reply cannot carry application headers'",
        "task, Cannot convert JSON to java.lang.Runnable"
    })
    void methodThatCannotListenIsRefusedWithTheReason(String name, String reason) {
        assertThatExceptionOfType(InvalidListenerException.class)
                .isThrownBy(() -> method(name))
                .withMessageContainingAll("Invalid @NodenetListener method", "Listeners." + name, reason);
    }

    private Object returned(String name) throws Exception {
        Object value = method(name).handle(ReceivedMessage.of(message("hi")));
        return value instanceof CompletionStage<?> stage
                ? List.of(Optional.ofNullable(stage.toCompletableFuture().join()))
                : value;
    }

    @Test
    void valueIsReturnedAsItIsAndFuturesAndMonosAsStages() throws Exception {
        assertThat(returned("text")).isNull();
        assertThat(returned("returning")).isEqualTo("hi");
        assertThat(returned("promising")).isEqualTo(List.of(Optional.of("hi")));
        assertThat(returned("mono")).isEqualTo(List.of(Optional.of("hi")));
        assertThat(returned("empty")).isEqualTo(List.of(Optional.empty()));
        assertThat(method("text").answer()).isEqualTo(PayloadHandler.Answer.ACKNOWLEDGEMENT);
        assertThat(method("mono").answer()).isEqualTo(PayloadHandler.Answer.VALUE);
    }

    @Test
    void withoutJacksonOnlyBytesAndTextAreConverted() {
        SimpleMessageConverter converter = new SimpleMessageConverter();

        assertThat(method("bytes", converter)).isNotNull();
        assertThat(method("text", converter)).isNotNull();
        assertThat(method("everything", converter)).isNotNull();
        assertThatExceptionOfType(InvalidListenerException.class)
                .isThrownBy(() -> method("point", converter))
                .withMessageContainingAll("Listeners.point", "Point", "add spring-boot-starter-jackson");
    }

    @Test
    void typesThatWantMoreThanAnEmptyObjectAreConverted() {
        for (String name : List.of("points", "strict", "count")) {
            assertThat(method(name)).as(name).isNotNull();
        }
    }

    @Test
    void objectsBecomePayloadsAndBack() {
        JsonMessageConverter converter = new JsonMessageConverter(new JsonMapper());

        assertThat(converter.toPayload(Map.of("x", 1)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"x\":1}");
        assertThat(converter.toPayload("text")).asString(StandardCharsets.UTF_8).isEqualTo("text");
        assertThat(converter.toPayload(new byte[] {7})).containsExactly(7);
    }

    @Test
    void whatAStrangerSentForgesNoLineOfTheLogWhenItCannotBeConverted() {
        JsonMessageConverter converter = new JsonMessageConverter(new JsonMapper());
        byte[] payload = ("\"1\\nWARN forged \\u202e\\u2028" + "x".repeat(900) + "\"").getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(() -> converter.fromPayload(payload, ResolvableType.forClass(Integer.class)))
                .withNoCause()
                .satisfies(failure -> assertThat(failure.getMessage())
                        .startsWith("The payload is not valid JSON for java.lang.Integer: ")
                        .contains("1?WARN forged ??")
                        .hasSizeLessThan(500));
    }
}
