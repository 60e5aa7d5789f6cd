package io.nodenet.spring.boot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.MessageConversionException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as they travel (docs/messages.md), and what strangers send in their place. */
class NodenetHeadersTest {
    private static final byte[] BODY = "body".getBytes(StandardCharsets.UTF_8);

    private static ReceivedMessage read(byte[] payload) {
        return ReceivedMessage.of(new InboundMessage(
                NodeId.parse("1".repeat(64)), MessagePath.DIRECT, Instant.ofEpochSecond(1_000_000_000), payload));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void bytesAreThoseOfTheDocument() {
        NodenetHeaders headers = NodenetHeaders.of(Map.of(NodenetHeaders.PAYLOAD_TYPE, "chat.line"));

        byte[] payload = headers.prependTo(new byte[] {'{', '}'});

        assertThat(payload).isEqualTo(bytes("c14e4d01 01 0c 7061796c6f61642d74797065 0009 636861742e6c696e65 7b7d"));
        assertThat(read(payload).headers()).isEqualTo(headers);
        assertThat(read(payload).body()).isEqualTo(new byte[] {'{', '}'});
    }

    @Test
    void orderAndTextOfAnyLanguageAreKept() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("z", "grüße 世界");
        values.put("a-1._", "");
        NodenetHeaders headers = NodenetHeaders.of(values);

        NodenetHeaders back = read(headers.prependTo(BODY)).headers();

        assertThat(back.asMap()).containsExactlyEntriesOf(values);
        assertThat(back).hasToString("headers [z, a-1._]");
    }

    @Test
    void payloadWithoutHeadersIsTheBody() {
        for (byte[] raw : new byte[][] {{}, {(byte) 0xc1}, "NM".getBytes(StandardCharsets.UTF_8), BODY}) {
            assertThat(NodenetHeaders.standBefore(raw)).isFalse();
            assertThat(read(raw).body()).isSameAs(raw);
            assertThat(read(raw).headers()).isSameAs(NodenetHeaders.NONE);
        }
    }

    @Test
    void payloadThatLooksLikeHeadersTravelsBehindEmptyOnes() {
        byte[] raw = NodenetHeaders.of(Map.of("a", "b")).prependTo(BODY);

        ReceivedMessage received = read(NodenetHeaders.NONE.prependTo(raw));

        assertThat(received.body()).isEqualTo(raw);
        assertThat(received.headers().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c14e4d00 00", // a version of before
                "c14e4d02 00", // a later one
                "c14e4d01", // no count
                "c14e4d01 01", // no header
                "c14e4d01 01 01 61", // no value
                "c14e4d01 01 01 61 0002 62", // cut off
                "c14e4d01 01 01 61 ffff 62", // longer than allowed
                "c14e4d01 01 00 0001 62", // no name
                "c14e4d01 01 01 41 0001 62", // a capital letter
                "c14e4d01 01 01 61 0001 0a", // a control character
                "c14e4d01 01 01 61 0001 ff", // not UTF-8
                "c14e4d01 02 01 61 0001 62 01 61 0001 63", // twice
            })
    void malformedHeadersAreAConversionFailureThatQuotesNothing(String hex) {
        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(() -> read(bytes(hex)))
                .withMessage("The headers of the message are malformed")
                .withNoCause();
    }

    @Test
    void everyMutationOfHeadersIsReadOrRefusedAndNothingElse() {
        byte[] good = NodenetHeaders.of(Map.of("content-type", "text/plain", "x", "y"))
                .prependTo(BODY);
        Random random = new Random(18);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int changes = random.nextInt(4); changes > 0 && bad.length > 0; changes--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> read(bad))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(MessageConversionException.class));
        }
    }

    @Test
    void limitsHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodenetHeaders.of(Map.of("A", "b")))
                .withMessageContaining("a-z");
        assertThatIllegalArgumentException().isThrownBy(() -> NodenetHeaders.of(Map.of("a".repeat(65), "b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodenetHeaders.of(Map.of("a", "ü".repeat(257))))
                .withMessageContaining("at most 512 bytes, not 514");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodenetHeaders.of(Map.of("a", "b\n")))
                .withMessageContaining("control characters");
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 33; i++) {
            many.put("h" + i, "");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodenetHeaders.of(many))
                .withMessageContaining("at most 32 headers, not 33");
        Map<String, String> large = Map.of("a", "x".repeat(512), "b", "x".repeat(512));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodenetHeaders.of(large))
                .withMessageContaining("at most 1024 bytes, not 1037");
        Map<String, String> full = Map.of("a", "x".repeat(512), "b", "x".repeat(499));
        assertThat(read(NodenetHeaders.of(full).prependTo(BODY)).headers().asMap())
                .isEqualTo(full);
    }
}
