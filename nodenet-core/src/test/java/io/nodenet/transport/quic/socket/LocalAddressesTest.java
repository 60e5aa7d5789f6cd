package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
    @Test
    void usableAddressesComeInOrderOfTheirUseAndTheLoopbackAliasesLast() throws Exception {
        List<InetAddress> shown = List.of(
                InetAddress.getByName("fd00::7"),
                InetAddress.getByName("fe80::1"),
                InetAddress.getByName("169.254.1.1"),
                InetAddress.getByName("2001:db8::7"),
                InetAddress.getByName("0.0.0.0"),
                InetAddress.getByName("224.0.0.1"),
                InetAddress.getByName("192.168.1.7"),
                InetAddress.getByName("192.168.1.7"),
                InetAddress.getByName("127.0.0.3"),
                InetAddress.getByName("127.0.0.1"));
        assertThat(LocalAddresses.ordered(shown))
                .extracting(InetAddress::getHostAddress)
                .containsExactly(
                        "127.0.0.3",
                        "127.0.0.1",
                        "192.168.1.7",
                        "2001:db8:0:0:0:0:0:7",
                        "fd00:0:0:0:0:0:0:7",
                        "169.254.1.1",
                        "127.0.0.2",
                        "127.0.1.1");
    }

    @Test
    void addressesOfThisHostHaveNoScope() {
        assertThat(LocalAddresses.list())
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address.getHostAddress()).doesNotContain("%"));
    }
}
