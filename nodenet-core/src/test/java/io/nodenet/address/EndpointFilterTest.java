package io.nodenet.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EndpointFilterTest {
    private final EndpointFilter filter = new EndpointFilter(false);

    @Test
    @Tag("vectors")
    void verdictsAreTheRecommendedOnes() {
        Vectors.load("nat.json").each("endpoints", row -> {
            Endpoint endpoint = Endpoint.quic(row.string("endpoint"));

            assertThat(filter.permits(endpoint)).isEqualTo(row.flag("recommended_punchable"));
            SubnetKey key = SubnetKey.of(endpoint);
            assertThat(key != null).isEqualTo(row.has("subnet"));
            if (key != null) {
                assertThat(Vectors.hex(key.toBytes())).isEqualTo(row.string("subnet"));
            }
            row.ignore("plausible_reflexive", "punchable"); // what nat decides, and the laxer recorded filter
        });
    }

    @Test
    void eachRefusalHasItsReason() {
        Map<String, Dialability> expected = Map.ofEntries(
                Map.entry("203.0.113.7:443", Dialability.DIALABLE),
                Map.entry("10.1.2.3:1", Dialability.DIALABLE),
                Map.entry("[fd00::1]:65535", Dialability.DIALABLE),
                Map.entry("example.com:443", Dialability.NOT_LITERAL),
                Map.entry("203.0.113.7:0", Dialability.NO_PORT),
                Map.entry("0.1.2.3:4", Dialability.UNSPECIFIED),
                Map.entry("[::]:4", Dialability.UNSPECIFIED),
                Map.entry("127.8.9.1:4", Dialability.LOOPBACK),
                Map.entry("[::1]:4", Dialability.LOOPBACK),
                Map.entry("[::ffff:127.0.0.1]:4", Dialability.LOOPBACK),
                Map.entry("169.254.169.254:80", Dialability.LINK_LOCAL),
                Map.entry("[fe80::1%eth0]:4", Dialability.LINK_LOCAL),
                Map.entry("[febf::1]:4", Dialability.LINK_LOCAL),
                Map.entry("224.0.0.1:4", Dialability.MULTICAST),
                Map.entry("[ff02::1]:4", Dialability.MULTICAST),
                Map.entry("255.255.255.255:4", Dialability.RESERVED),
                Map.entry("240.0.0.1:4", Dialability.RESERVED));

        expected.forEach((text, verdict) ->
                assertThat(filter.judge(Endpoint.quic(text))).as(text).isEqualTo(verdict));
        assertThat(filter.judge(Endpoint.of("mem", "203.0.113.7:443"))).isEqualTo(Dialability.OTHER_FAMILY);
        assertThat(filter.judge(Endpoint.UNKNOWN)).isEqualTo(Dialability.OTHER_FAMILY);
    }

    @Test
    void loopbackIsForNodesThatAreBoundToIt() {
        Endpoint loopback = Endpoint.quic("127.0.0.1:4242");

        assertThat(new EndpointFilter(true).permits(loopback)).isTrue();
        assertThat(new EndpointFilter(false).permits(loopback)).isFalse();
        assertThat(new EndpointFilter(true).judge(Endpoint.quic("127.0.0.1:0"))).isEqualTo(Dialability.NO_PORT);
    }
}
