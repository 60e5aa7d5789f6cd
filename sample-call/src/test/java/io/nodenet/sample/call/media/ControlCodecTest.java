package io.nodenet.sample.call.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {
    private final ControlCodec codec = new ControlCodec();

    private static List<Control> ofPeers() {
        return List.of(
                new Control.Join(new UUID(-1, 7)),
                new Control.KeyFrame(),
                new Control.Report(123_456, 3),
                new Control.State(true, false, true),
                new Control.Ping(1_790_000_000_000_123L),
                new Control.Pong(1, 2, 3),
                new Control.Bye());
    }

    @Test
    void eachIsReadAsItWasWritten() {
        for (Control control : ofPeers()) {
            assertThat(codec.ofPeer(ByteBuffer.wrap(codec.encode(control)))).isEqualTo(control);
        }
        Control figures = new Control.Figures(80.5, 120, 300, 500, 40, 2);
        assertThat(codec.ofPage(codec.encode(figures))).isEqualTo(figures);
    }

    @Test
    void documentsAreThoseOfTheProtocol() {
        assertThat(new String(codec.encode(new Control.State(true, false, true)), UTF_8))
                .isEqualTo("{\"type\":\"state\",\"muted\":true,\"camera\":false,\"screen\":true}");
        assertThat(new String(codec.encode(new Control.KeyFrame()), UTF_8)).isEqualTo("{\"type\":\"key-frame\"}");
        assertThat(new String(codec.encode(new Control.Report(5, 1)), UTF_8))
                .isEqualTo("{\"type\":\"report\",\"bps\":5,\"lossPercent\":1}");
    }

    @Test
    void pagesDoNotSpeakForTheNode() {
        for (Control control : List.of(new Control.Join(new UUID(1, 1)), new Control.Report(1, 1), new Control.Bye())) {
            assertThat(codec.ofPage(codec.encode(control))).isNull();
        }
        assertThat(codec.ofPeer(ByteBuffer.wrap(codec.encode(new Control.Figures(1, 1, 1, 1, 1, 1)))))
                .isNull();
    }

    @Test
    void timesOfBrowsersMayHaveFractions() {
        assertThat(codec.ofPage("{\"type\":\"ping\",\"t0\":1790000000000000.25}".getBytes(UTF_8)))
                .isEqualTo(new Control.Ping(1_790_000_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "{\"type\":\"dance\"}",
                "{\"type\":\"join\",\"call\":\"1-1-1-1-1\"}",
                "{\"type\":\"report\",\"bps\":-1,\"lossPercent\":0}",
                "{\"type\":\"report\",\"bps\":1,\"lossPercent\":101}",
                "{\"type\":\"report\",\"bps\":1e300,\"lossPercent\":1}",
                "{\"type\":\"state\",\"muted\":true}",
                "{\"type\":\"ping\",\"t0\":99999999999999999}",
                "{\"type\":\"pong\",\"t0\":1}",
                "{\"type\":\"bye\",\"x\":[[[1]]]}"
            })
    void whatIsNoneIsNone(String document) {
        assertThat(codec.ofPeer(ByteBuffer.wrap(document.getBytes(UTF_8)))).isNull();
    }

    @Test
    void whatIsTooLargeIsNotRead() {
        byte[] large = ("{\"type\":\"bye\"}" + " ".repeat(ControlCodec.MAX_PEER_BYTES)).getBytes(UTF_8);

        assertThat(codec.ofPeer(ByteBuffer.wrap(large))).isNull();
    }

    @Test
    void damagedDocumentsNeverThrow() {
        Random random = new Random(3);
        int none = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = codec.encode(ofPeers().get(random.nextInt(ofPeers().size())));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            none += codec.ofPeer(ByteBuffer.wrap(bytes)) == null ? 1 : 0;
        }
        assertThat(none).isPositive();
    }
}
