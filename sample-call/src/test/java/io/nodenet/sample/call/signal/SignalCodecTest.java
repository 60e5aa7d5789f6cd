package io.nodenet.sample.call.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.common.DropCounters;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalCodecTest {
    private static final UUID CALL = UUID.fromString("0f0e0d0c-0b0a-4908-8706-050403020100");

    private final DropCounters<SignalDrop> drops = new DropCounters<>(SignalDrop.class);
    private final SignalCodec codec = new SignalCodec(drops);

    private static List<Signal> all() {
        return List.of(
                new Signal.ContactRequest("Alice \"the\" caller"),
                new Signal.ContactAccept(),
                new Signal.Ring(CALL, true),
                new Signal.Ring(CALL, false),
                new Signal.Ringing(CALL),
                new Signal.Accept(CALL),
                new Signal.Refuse(CALL),
                new Signal.Busy(CALL),
                new Signal.HangUp(CALL));
    }

    @Test
    void eachSignalIsReadAsItWasWritten() {
        for (Signal signal : all()) {
            assertThat(codec.decode(codec.encode(signal))).contains(signal);
        }
    }

    @Test
    void documentsAreThoseOfTheProtocol() {
        assertThat(new String(codec.encode(new Signal.Ring(CALL, true)), UTF_8))
                .isEqualTo("{\"v\":1,\"type\":\"ring\",\"call\":\"" + CALL + "\",\"video\":true}");
        assertThat(new String(codec.encode(new Signal.HangUp(CALL)), UTF_8))
                .isEqualTo("{\"v\":1,\"type\":\"hang-up\",\"call\":\"" + CALL + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{\"v\":1}",
                "{\"type\":\"ring\"}",
                "{\"v\":\"1\",\"type\":\"busy\",\"call\":\"0f0e0d0c-0b0a-4908-8706-050403020100\"}",
                "{\"v\":1,\"type\":\"ring\",\"call\":\"0f0e0d0c-0b0a-4908-8706-050403020100\"}",
                "{\"v\":1,\"type\":\"busy\",\"call\":\"1-1-1-1-1\"}",
                "{\"v\":1,\"type\":\"busy\",\"call\":\"zf0e0d0c-0b0a-4908-8706-050403020100\"}",
                "{\"v\":1,\"type\":\"busy\"}",
                "{\"v\":1,\"type\":\"contact-request\",\"name\":\" \"}",
                "{\"v\":1,\"v\":1,\"type\":\"contact-accept\"}",
                "{\"v\":1,\"type\":\"contact-accept\"} {}",
                "{\"v\":1,\"type\":\"contact-accept\",\"x\":[[[[[[1]]]]]]}"
            })
    void whatIsNoSignalIsCountedAsMalformed(String document) {
        assertThat(codec.decode(document.getBytes(UTF_8))).isEmpty();
        assertThat(drops.count(SignalDrop.MALFORMED)).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"type\":\"contact-accept\"}",
                "{\"v\":1,\"type\":\"sing\"}",
                "{\"v\":1,\"type\":\"RING\",\"call\":\"0f0e0d0c-0b0a-4908-8706-050403020100\",\"video\":true}"
            })
    void anotherVersionOrKindIsCountedAsUnknown(String document) {
        assertThat(codec.decode(document.getBytes(UTF_8))).isEmpty();
        assertThat(drops.count(SignalDrop.UNKNOWN)).isOne();
    }

    @Test
    void aDocumentThatIsTooLargeIsNotParsed() {
        String document = "{\"v\":1,\"type\":\"contact-accept\"}" + " ".repeat(SignalCodec.MAX_BYTES);

        assertThat(codec.decode(document.getBytes(UTF_8))).isEmpty();
        assertThat(drops.count(SignalDrop.TOO_LARGE)).isOne();
    }

    @Test
    void damagedDocumentsNeverThrow() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = codec.encode(all().get(random.nextInt(all().size())));
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            codec.decode(bytes);
        }
        assertThat(drops.count(SignalDrop.MALFORMED)).isPositive();
    }
}
