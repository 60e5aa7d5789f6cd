package io.nodenet.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Takes random bytes and texts as endpoints: bytes are kept as they are, and a literal has one canonical text. */
@Tag("fuzz")
class EndpointFuzzTest {
    @FuzzTest
    void bytesAreKept(FuzzedDataProvider data) {
        byte[] family = data.consumeBytes(data.consumeInt(0, 8));
        byte[] text = data.consumeRemainingAsBytes();
        Endpoint endpoint = Endpoint.of(family, text);

        assertThat(endpoint.familyBytes()).isEqualTo(family);
        assertThat(endpoint.textBytes()).isEqualTo(text);
        assertThat(Endpoint.of(endpoint.family(), endpoint.text())).isEqualTo(endpoint);
        assertThat(endpoint.isEmpty()).isEqualTo(family.length + text.length == 0);
        assertThat(endpoint.isQuic()).isEqualTo(endpoint.family().equals(Endpoint.QUIC));

        InetSocketAddress address = endpoint.toSocketAddress();
        if (address != null) {
            assertThat(endpoint.isQuic()).isTrue();
            assertThat(address.isUnresolved()).isFalse();
            Endpoint canonical = Endpoint.quic(address);
            assertThat(canonical.toSocketAddress()).isEqualTo(address);
            assertThat(Endpoint.quic(address)).isEqualTo(canonical);
        }
    }

    @FuzzTest
    void literalHasOneCanonicalText(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        IpPort literal = IpPort.parse(text);
        if (literal == null) {
            return;
        }
        String canonical = literal.text();

        IpPort again = IpPort.parse(canonical);

        assertThat(again).isEqualTo(literal);
        assertThat(again).hasToString(canonical);
        assertThat(literal.port()).isBetween(0, IpPort.MAX_PORT);
        assertThat(IpPort.of(literal.address(), literal.zone(), literal.port())).isEqualTo(literal);
        assertThat(literal.isIpv4()).isEqualTo(literal.address().length == 4);
        if (literal.isIpv4()) {
            assertThat(canonical).matches("(\\d{1,3}\\.){3}\\d{1,3}:\\d{1,5}");
        } else {
            assertThat(canonical).startsWith("[").contains("]:");
            assertThat(canonical.substring(
                            0, canonical.length() - literal.zone().length()))
                    .as("no dotted tail")
                    .doesNotMatch("^\\[[0-9a-f:]*\\.");
        }
        if (literal.zone().isEmpty()) {
            InetSocketAddress address = literal.toSocketAddress();
            assertThat(address).isNotNull();
            assertThat(IpPort.of(address)).isEqualTo(literal);
        }
        assertThat(canonical.getBytes(StandardCharsets.UTF_8).length)
                .as("the text is not longer than what it was read from, apart from a gap that is written out")
                .isLessThanOrEqualTo(Math.max(64, 4 * text.length()));
    }
}
