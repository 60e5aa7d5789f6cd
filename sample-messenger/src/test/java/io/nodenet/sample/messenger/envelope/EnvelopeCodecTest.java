package io.nodenet.sample.messenger.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.node.Node;
import io.nodenet.sample.common.text.TextRules;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {
    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final String MESSAGE = "{\"v\":1,\"t\":\"message\",\"id\":\"00000000-0000-4000-8000-000000000001\","
            + "\"stream\":1790000000000,\"base\":3,\"seq\":5,\"text\":\"hi\",\"at\":1790000000123}";

    private final EnvelopeCodec codec = new EnvelopeCodec();

    private static Envelope.Message message(String text) {
        return new Envelope.Message(ID, 1_790_000_000_000L, 3, 5, text, Instant.ofEpochMilli(1_790_000_000_123L));
    }

    private boolean reads(String json) {
        return codec.decode(json.getBytes(StandardCharsets.UTF_8)).isPresent();
    }

    @Test
    void eachKindHasOneForm() {
        assertForm(new Envelope.Request("Alice"), "{\"v\":1,\"t\":\"request\",\"name\":\"Alice\"}");
        assertForm(new Envelope.Accept(), "{\"v\":1,\"t\":\"accept\"}");
        assertForm(message("hi"), MESSAGE);
        assertForm(new Envelope.Ack(7, 0), "{\"v\":1,\"t\":\"ack\",\"stream\":7,\"through\":0}");
    }

    private void assertForm(Envelope envelope, String json) {
        assertThat(new String(codec.encode(envelope), StandardCharsets.UTF_8)).isEqualTo(json);
        assertThat(codec.decode(json.getBytes(StandardCharsets.UTF_8))).contains(envelope);
    }

    static Stream<String> longestTexts() {
        int most = TextRules.MAX_TEXT;
        return Stream.of(
                "x".repeat(most),
                "\"".repeat(most),
                "\u20ac".repeat(most),
                "\ud83d\ude00".repeat(most / 2),
                "\t".repeat(most - 1) + "x");
    }

    @ParameterizedTest
    @MethodSource("longestTexts")
    void theLongestTextsFit(String text) {
        byte[] bytes = codec.encode(message(text));
        assertThat(bytes).hasSizeLessThanOrEqualTo(EnvelopeCodec.MAX_BYTES);
        assertThat(codec.decode(bytes)).contains(message(text));
    }

    @Test
    void theLargestEnvelopeFitsARoutedMessage() {
        assertThat(EnvelopeCodec.MAX_BYTES).isLessThan(Node.MAX_MESSAGE_BYTES);
    }

    @Test
    void aFieldOfALaterVersionIsIgnored() {
        assertThat(reads("{\"v\":1,\"t\":\"accept\",\"colour\":[1,2]}")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "hello",
                "{\"v\":1}",
                "{\"v\":2,\"t\":\"accept\"}",
                "{\"v\":\"1\",\"t\":\"accept\"}",
                "{\"v\":1.0,\"t\":\"accept\"}",
                "{\"v\":1,\"t\":\"other\"}",
                "{\"v\":1,\"t\":\"accept\"}{}",
                "{\"v\":1,\"v\":1,\"t\":\"accept\"}",
                "{\"v\":1,\"t\":\"accept\",\"x\":[[[[[[1]]]]]]}",
                "{\"v\":1,\"t\":\"request\"}",
                "{\"v\":1,\"t\":\"request\",\"name\":\" \"}",
                "{\"v\":1,\"t\":\"request\",\"name\":\"two\\nlines\"}",
                "{\"v\":1,\"t\":\"ack\",\"stream\":1}",
                "{\"v\":1,\"t\":\"ack\",\"stream\":-1,\"through\":0}",
                "{\"v\":1,\"t\":\"ack\",\"stream\":1,\"through\":9007199254740992}",
                "{\"v\":1,\"t\":\"ack\",\"stream\":1,\"through\":99999999999999999999999999999999999999}"
            })
    void whatIsNoEnvelopeIsNothing(String json) {
        assertThat(reads(json)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"seq\":5 -> \"seq\":2",
                "\"base\":3 -> \"base\":0",
                "\"stream\":1790000000000 -> \"stream\":0",
                "\"at\":1790000000123 -> \"at\":-1",
                "\"at\":1790000000123 -> \"at\":253402300800000",
                "\"hi\" -> \"\"",
                "\"hi\" -> \"\\u0000\"",
                "\"hi\" -> \"\\ud83d\"",
                "\"hi\" -> null",
                "000000000001 -> 00000000000g",
                "\"seq\":5 -> \"seq\":\"5\""
            })
    void aMessageWithOneWrongFieldIsNothing(String change) {
        String[] sides = change.split(" -> ");
        String wrong = MESSAGE.replace(sides[0], sides[1]);
        assertThat(wrong).isNotEqualTo(MESSAGE);
        assertThat(reads(wrong)).isFalse();
    }

    @Test
    void aTextThatIsTooLongIsNothing() {
        assertThat(reads(MESSAGE.replace("\"hi\"", "\"" + "x".repeat(TextRules.MAX_TEXT + 1) + "\"")))
                .isFalse();
    }

    @Test
    void whatIsTooLargeIsNotParsed() {
        String padding = " ".repeat(EnvelopeCodec.MAX_BYTES);
        assertThat(reads(MESSAGE.substring(0, 1) + padding + MESSAGE.substring(1)))
                .isFalse();
    }

    static Stream<Arguments> longestFieldsOfLaterVersions() {
        return Stream.of(
                Arguments.of("nesting", "[".repeat(3) + "]".repeat(3), "[".repeat(4) + "]".repeat(4)),
                Arguments.of("digits", "1".repeat(32), "1".repeat(33)),
                Arguments.of("string", "\"" + "x".repeat(24_000) + "\"", "\"" + "x".repeat(24_001) + "\""));
    }

    @ParameterizedTest
    @MethodSource("longestFieldsOfLaterVersions")
    void aFieldOfALaterVersionIsBounded(String what, String longest, String longer) {
        assertThat(reads("{\"v\":1,\"t\":\"accept\",\"later\":" + longest + "}"))
                .as(what)
                .isTrue();
        assertThat(reads("{\"v\":1,\"t\":\"accept\",\"later\":" + longer + "}"))
                .as(what)
                .isFalse();
    }

    @Test
    void theNameOfAFieldIsBounded() {
        assertThat(reads("{\"v\":1,\"t\":\"accept\",\"" + "x".repeat(64) + "\":1}"))
                .isTrue();
        assertThat(reads("{\"v\":1,\"t\":\"accept\",\"" + "x".repeat(65) + "\":1}"))
                .isFalse();
    }

    @Test
    void anEnvelopeIsBounded() {
        int least = "{}".length() + MESSAGE.length() - 2;
        assertThat(reads("{" + " ".repeat(25_024 - least) + MESSAGE.substring(1)))
                .isTrue();
        assertThat(reads("{" + " ".repeat(25_025 - least) + MESSAGE.substring(1)))
                .isFalse();
    }

    @Test
    void brokenBytesNeverDoMoreThanYieldNothing() {
        Random random = new Random(42);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = MESSAGE.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(bytes, bytes.length - random.nextInt(2) * random.nextInt(bytes.length));
            Optional<Envelope> envelope = codec.decode(cut);
            read += envelope.isPresent() ? 1 : 0;
            envelope.ifPresent(codec::encode);
        }
        assertThat(read).as("some changes do no harm").isBetween(1, 25_000);
    }

    @Test
    void aRequestUnderANameThatHidesSomethingIsNoEnvelope() {
        assertThat(reads("{\"v\":1,\"t\":\"request\",\"name\":\"Alice\"}")).isTrue();
        assertThat(reads("{\"v\":1,\"t\":\"request\",\"name\":\"Al\\u202eice\"}"))
                .isFalse();
        assertThat(reads("{\"v\":1,\"t\":\"request\",\"name\":\"Al\u2066ice\"}"))
                .isFalse();
    }
}
