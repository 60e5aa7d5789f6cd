package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
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

    @Test
    void prefixesOfIpv6WidenToThe48AndThoseOfIpv4DoNot() throws Exception {
        AddressKey narrow = key("2001:db8:1:2345::1");
        AddressKey of56 = Objects.requireNonNull(narrow.wider());
        AddressKey of48 = Objects.requireNonNull(of56.wider());

        assertThat(of56)
                .isEqualTo(key("2001:db8:1:23ff::1").wider())
                .isNotEqualTo(key("2001:db8:1:2445::1").wider());
        assertThat(of48)
                .isEqualTo(
                        Objects.requireNonNull(key("2001:db8:1:ffff::").wider()).wider())
                .isNotEqualTo(
                        Objects.requireNonNull(key("2001:db8:2:2345::").wider()).wider());
        assertThat(of48.wider()).isNull();
        assertThat(key("2001:db8:1::1"))
                .as("a /64 is no /56")
                .isNotEqualTo(key("2001:db8:1::1").wider());
        assertThat(key("192.0.2.1").wider()).isNull();
    }
}
