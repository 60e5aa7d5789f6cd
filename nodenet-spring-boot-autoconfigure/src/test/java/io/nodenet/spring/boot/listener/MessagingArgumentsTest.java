package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.JsonMessageConverter;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.message.MessagingHeaders;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.GenericMessage;
import tools.jackson.databind.json.JsonMapper;

/** What listener methods get whose parameters are of Spring's messaging. */
class MessagingArgumentsTest {
    private static final NodeId ORIGINATOR = NodeId.parse("1".repeat(64));
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000);

    record Point(int x, int y) {}

    @SuppressWarnings("unused")
    interface Listeners {
        void message(Message<Point> message);

        void points(Message<List<Point>> message);

        void anyMessage(Message<?> message);

        void both(Point point, Message<?> message);

        void header(@Header("color") String color, @Header("size") int size, @Header("wait") Duration wait);

        void named(@Header String color);

        void optional(
                @Header("missing") Optional<Integer> one,
                @Header(name = "missing", required = false) String two,
                @Header(name = "missing", defaultValue = "7") int three);

        void own(
                @Header(MessagingHeaders.ORIGINATOR) NodeId from,
                @Header(MessagingHeaders.PATH) MessagePath path,
                @Header(MessageHeaders.TIMESTAMP) long at);

        void all(@Headers Map<String, Object> one, MessageHeaders two);

        void payload(@Payload Point point, @Header("color") String color);

        void optionalPayload(@Payload(required = false) Point point, NodeId from);

        void expression(@Payload("x") int x);

        void wrongMap(@Headers String headers);

        void implementation(GenericMessage<Point> message);

        void camelCase(@Header String orderNumber);

        void id(@Header("id") String id);

        void noConverter(@Header("color") Point color);

        void twoPayloads(Point point, Message<Point> message);
    }

    private static ListenerArguments arguments(String name) {
        Method method = Arrays.stream(Listeners.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return new ListenerArguments(
                Listeners.class,
                method,
                new PayloadReader(new JsonMessageConverter(new JsonMapper()), () -> null),
                new MessagingArguments(null));
    }

    private static ReceivedMessage message(String body, Map<String, String> headers) {
        byte[] payload = NodenetHeaders.of(headers).prependTo(body.getBytes(StandardCharsets.UTF_8));
        return ReceivedMessage.of(new InboundMessage(ORIGINATOR, MessagePath.SEALED, NOW, payload));
    }

    private static Object[] of(String name, String body, String... headers) {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            values.put(headers[i], headers[i + 1]);
        }
        return arguments(name).of(message(body, values));
    }

    @Test
    void messageHasThePayloadOfItsTypeAndTheHeaders() {
        Message<?> message = (Message<?>) of("message", "{\"x\":1,\"y\":2}", "color", "red")[0];

        assertThat(message.getPayload()).isEqualTo(new Point(1, 2));
        assertThat(message.getHeaders())
                .containsOnly(
                        Map.entry("color", "red"),
                        Map.entry("nodenetOriginator", ORIGINATOR),
                        Map.entry("nodenetPath", MessagePath.SEALED),
                        Map.entry("timestamp", NOW.toEpochMilli()));
        assertThat(arguments("message").payloadType()).isEqualTo(Point.class);
    }

    @Test
    void genericsOfThePayloadCount() {
        assertThat(((Message<?>) of("points", "[{\"x\":1,\"y\":2}]")[0]).getPayload())
                .isEqualTo(List.of(new Point(1, 2)));
    }

    @Test
    void messageOfAnythingHasTheBytesAndGetsAllMessages() {
        assertThat(((Message<?>) of("anyMessage", "raw")[0]).getPayload())
                .isEqualTo("raw".getBytes(StandardCharsets.UTF_8));
        assertThat(arguments("anyMessage").payloadType()).isNull();
        Object[] both = of("both", "{\"x\":1,\"y\":2}");
        assertThat(both[0]).isEqualTo(new Point(1, 2));
        assertThat(both[1]).isInstanceOf(Message.class);
    }

    @Test
    void headersAreConvertedAsInOtherListenersOfSpring() {
        assertThat(of("header", "", "color", "red", "size", "7", "wait", "5s"))
                .containsExactly("red", 7, Duration.ofSeconds(5));
        assertThat(of("named", "", "color", "red")).containsExactly("red");
        assertThat(of("optional", "")).containsExactly(Optional.empty(), null, 7);
        assertThat(of("own", "")).containsExactly(ORIGINATOR, MessagePath.SEALED, NOW.toEpochMilli());
    }

    @Test
    void allHeadersAreAMap() {
        Object[] all = of("all", "", "color", "red");

        assertThat(all[0])
                .isEqualTo(all[1])
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("color", "red");
    }

    @Test
    void payloadCanBeNamedAndMayBeMissing() {
        assertThat(of("payload", "{\"x\":1,\"y\":2}", "color", "red")).containsExactly(new Point(1, 2), "red");
        assertThat(of("optionalPayload", "")).containsExactly(null, ORIGINATOR);
        assertThat(of("optionalPayload", "{\"x\":1,\"y\":2}")).containsExactly(new Point(1, 2), ORIGINATOR);
    }

    @Test
    void senderMakesUpNoHeaderOfSpringOrOfOurs() {
        Message<?> message = (Message<?>) of("anyMessage", "", "id", "mine", "timestamp", "yesterday")[0];

        assertThat(message.getHeaders().getId()).isNull();
        assertThat(message.getHeaders().getTimestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(NodenetHeaders.isName(MessagingHeaders.ORIGINATOR)).isFalse();
        assertThat(NodenetHeaders.isName(MessagingHeaders.PATH)).isFalse();
        assertThat(NodenetHeaders.isName(MessageHeaders.REPLY_CHANNEL)).isFalse();
        assertThat(NodenetHeaders.isName(MessageHeaders.ERROR_CHANNEL)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'color,red'", "'color,red,size,big,wait,5s'", "'color,red,size,7,wait,whi\u202ele'"})
    void headerThatIsMissingOrAnotherIsAConversionFailureThatForgesNoLineOfTheLog(String headers) {
        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(() -> of("header", "", headers.split(",")))
                .withNoCause()
                .satisfies(failure -> assertThat(failure.getMessage())
                        .startsWith("A header is missing, or is not what the listener expects: ")
                        .doesNotContain("\u202e"));
    }

    @ParameterizedTest
    @CsvSource({
        "expression, '@Payload has an expression, which is not supported'",
        "wrongMap, the type of all headers is Map or MessageHeaders",
        "implementation, 'it requires a GenericMessage: declare a Message'",
        "camelCase, 'no message has a header \"orderNumber\"'",
        "id, 'no message has a header \"id\"'",
        "noConverter, no text can be converted to a Point for the header \"color\"",
        "twoPayloads, two parameters would be the payload"
    })
    void parameterThatNoMessageCanFillIsRefusedWithTheRemedy(String name, String reason) {
        assertThatExceptionOfType(InvalidListenerException.class)
                .isThrownBy(() -> arguments(name))
                .withMessageContainingAll("Invalid @NodenetListener method", "Listeners." + name, reason);
    }
}
