package io.nodenet.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.ConfigurationException;
import org.junit.jupiter.api.Tag;

/** Parses random texts as host and port: what is accepted prints to a text that parses to the same. */
@Tag("fuzz")
class HostPortFuzzTest {
    @FuzzTest
    void parsesWhatItPrints(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        HostPort parsed;
        try {
            parsed = HostPort.parse(text);
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageContaining(text);
            assertThat(text.chars().allMatch(c -> c > ' ' && c <= '~') && IpPort.parse(text) != null)
                    .as("a literal was refused")
                    .isFalse();
            return;
        }

        assertThat(HostPort.parse(parsed.toString())).isEqualTo(parsed);
        assertThat(parsed.literal()).isEqualTo(IpPort.parse(text));
        assertThat(parsed.toEndpoint().isQuic()).isTrue();
        if (parsed.literal() != null) {
            assertThat(parsed.toEndpoint().ipPort()).isEqualTo(parsed.literal());
        } else {
            assertThat(parsed.toEndpoint().text()).isEqualTo(parsed.toString());
            assertThat(parsed.toEndpoint().toSocketAddress()).isNull();
        }
    }

    @FuzzTest
    void takesWhatItParses(FuzzedDataProvider data) {
        int port = data.consumeInt(-1, IpPort.MAX_PORT + 1);
        String host = data.consumeRemainingAsString();
        HostPort made;
        try {
            made = new HostPort(host, port);
        } catch (ConfigurationException e) {
            return;
        }
        assertThat(HostPort.parse(made.toString())).isEqualTo(made);
    }
}
