package io.nodenet.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostPortTest {
    @Test
    void namesAndLiteralsAreParsedAndWrittenBack() {
        for (String text : List.of(
                "example.com:4242",
                "a-b_c.example.:1",
                "localhost:0",
                "3com.example1:65535",
                "192.0.2.7:443",
                "[2001:db8::1]:4242",
                "[fe80::1%eth0]:7")) {
            assertThat(HostPort.parse(text)).hasToString(text);
        }
        assertThat(HostPort.parse("[2001:db8::1]:4242").host()).isEqualTo("2001:db8::1");
        assertThat(HostPort.parse("example.com:4242").literal()).isNull();
        assertThat(HostPort.parse("192.0.2.7:443").literal()).isEqualTo(IpPort.parse("192.0.2.7:443"));
    }

    @Test
    void literalsBecomeCanonicalEndpoints() {
        assertThat(HostPort.parse("[2001:DB8:0:0::1]:4242").toEndpoint())
                .isEqualTo(Endpoint.quic("[2001:db8::1]:4242"));
        assertThat(HostPort.parse("[::ffff:192.0.2.7]:1").toEndpoint()).isEqualTo(Endpoint.quic("192.0.2.7:1"));
        assertThat(HostPort.parse("example.com:4242").toEndpoint()).isEqualTo(Endpoint.quic("example.com:4242"));
    }

    @Test
    void errorsNameTheTextAndTheRemedy() {
        assertRefused("example.com", "has no port");
        assertRefused("[2001:db8::1]", "has no port");
        assertRefused("example.com:", "is not a port");
        assertRefused("example.com:65536", "is not a port");
        assertRefused("example.com:+1", "is not a port");
        assertRefused(":4242", "host is missing");
        assertRefused("2001:db8::1:4242", "needs brackets");
        assertRefused("[192.0.2.7]:4242", "brackets must hold an IPv6 address");
        assertRefused("[x]:4242", "brackets must hold an IPv6 address");
        assertRefused("010.1.2.3:4242", "neither a host name nor an IPv4 address");
        assertRefused("10.1:4242", "neither a host name nor an IPv4 address");
        assertRefused("exa mple:1", "neither a host name nor an IPv4 address");
        assertRefused("http://example:1", "needs brackets");
        assertRefused("a..b:1", "neither a host name nor an IPv4 address");
    }

    @Test
    void constructorHoldsToTheSameRules() {
        assertThat(new HostPort("::1", 1)).isEqualTo(HostPort.parse("[::1]:1"));
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new HostPort("[::1]", 1));
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new HostPort("", 1));
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new HostPort("a", 65_536));
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new HostPort("a", -1));
    }

    private static void assertRefused(String text, String reason) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HostPort.parse(text))
                .withMessageContaining('"' + text + '"')
                .withMessageContaining(reason);
    }
}
