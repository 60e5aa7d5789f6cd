package io.nodenet.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/** Derives subnet keys of random endpoints: only the address counts, and only its prefix. */
@Tag("fuzz")
class SubnetKeyFuzzTest {
    private static final int IPV4_PREFIX = 3;
    private static final int IPV6_PREFIX = 8;

    @FuzzTest
    void textWithoutLiteralHasNoKey(FuzzedDataProvider data) {
        String family = data.consumeString(4);
        String text = data.consumeRemainingAsString();
        Endpoint endpoint = Endpoint.of(family, text);
        IpPort literal = endpoint.ipPort();

        SubnetKey key = SubnetKey.of(endpoint);

        assertThat(key == null).isEqualTo(literal == null);
        if (literal != null) {
            assertThat(key).isEqualTo(SubnetKey.of(Endpoint.quic(literal.text())));
        }
    }

    @FuzzTest
    void prefixAloneCounts(FuzzedDataProvider data) {
        byte[] address = Arrays.copyOf(data.consumeBytes(16), data.consumeBoolean() ? 4 : 16);
        int bit = data.consumeInt(0, 8 * address.length - 1);
        int port = data.consumeInt(0, IpPort.MAX_PORT);
        IpPort literal = IpPort.of(address, "", port);
        int prefix = literal.isIpv4() ? IPV4_PREFIX : IPV6_PREFIX;
        int mapped = address.length - literal.address().length;

        byte[] key = SubnetKey.of(literal).toBytes();

        int from = literal.isIpv4() ? 12 : 0;
        byte[] expected = new byte[SubnetKey.LENGTH];
        if (literal.isIpv4()) {
            expected[10] = (byte) 0xff;
            expected[11] = (byte) 0xff;
        }
        System.arraycopy(literal.address(), 0, expected, from, prefix);
        assertThat(key).isEqualTo(expected);

        byte[] changed = address.clone();
        changed[bit / 8] ^= (byte) (0x80 >> bit % 8);
        IpPort other = IpPort.of(changed, "", 0);
        boolean sameDomain = bit / 8 >= mapped + prefix && other.isIpv4() == literal.isIpv4();
        assertThat(SubnetKey.of(other).equals(SubnetKey.of(literal))).isEqualTo(sameDomain);
    }
}
