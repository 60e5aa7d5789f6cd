package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressKeyTest {
    private static AddressKey key(String address) throws UnknownHostException {
        return AddressKey.of(InetAddress.getByName(address));
    }

    @Test
    void addressesAreCountedByIpv4AddressAndByIpv6Prefix() throws Exception {
        assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
        assertThat(key("2001:db8::1")).isEqualTo(key("2001:db8:0:0:ffff::2")).isNotEqualTo(key("2001:db8:0:1::1"));
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = (byte) 192;
        mapped[14] = 2;
        mapped[15] = 1;
        assertThat(AddressKey.of(Inet6Address.getByAddress(null, mapped, 0))).isEqualTo(key("192.0.2.1"));
        assertThat(key("::1")).isNotEqualTo(key("0.0.0.1"));
    }
}
