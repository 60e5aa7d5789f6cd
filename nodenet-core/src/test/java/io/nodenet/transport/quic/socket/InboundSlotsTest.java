package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.quic.socket.InboundSlots.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundSlotsTest {
    private final List<String> gone = new ArrayList<>();

    private static AddressKey key(String address) throws UnknownHostException {
        return AddressKey.of(InetAddress.getByName(address));
    }

    @Test
    void addressRefusalTakesNoSlot() throws Exception {
        InboundSlots admission = new InboundSlots(3, 2, 0);
        AddressKey a = key("192.0.2.1");
        AddressKey b = key("192.0.2.2");
        assertThat(admission.admit(a)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(a)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(a)).isEqualTo(Verdict.REFUSED_ADDRESS);
        assertThat(admission.admit(b)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(b)).isEqualTo(Verdict.REFUSED_TOTAL);
        admission.release(a);
        assertThat(admission.admit(b)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.connections()).isEqualTo(3);
    }

    @Test
    void oldestHandshakeGoesForANewOneInTotalAndOfAnAddress() throws Exception {
        InboundSlots admission = new InboundSlots(0, 2, 3);
        AddressKey a = key("192.0.2.1");
        begin(admission, "a1", a);
        begin(admission, "a2", a);
        begin(admission, "a3", a);
        assertThat(gone).as("of its address").containsExactly("a1");
        begin(admission, "b1", key("192.0.2.2"));
        assertThat(gone).hasSize(1);
        begin(admission, "c1", key("192.0.2.3"));
        assertThat(gone).as("of all").containsExactly("a1", "a2");
        assertThat(admission.handshakes()).isEqualTo(3);
    }

    @Test
    void newcomersGetInWhileOneCustomersPrefixFillsEverySlot() throws Exception {
        InboundSlots admission = new InboundSlots(0, 4, 64);
        InboundSlots.Handshake newcomer = begin(admission, "newcomer", key("2001:db8:ffff::1"));
        for (int subnet = 0; subnet < 1000; subnet++) {
            begin(admission, "attacker", key(String.format("2001:db8:1:%x::1", subnet)));
        }
        assertThat(gone).doesNotContain("newcomer");
        assertThat(admission.handshakes())
                .as("four times the share of an address, and the newcomer")
                .isEqualTo(17);
        admission.endHandshake(newcomer);
        assertThat(admission.handshakes()).isEqualTo(16);
    }

    @Test
    void prefixesHaveTwiceAndFourTimesTheConnectionsOfAnAddress() throws Exception {
        InboundSlots admission = new InboundSlots(0, 2, 0);
        assertThat(admitted(admission, "2001:db8:1:2345::%x", 5)).as("a /64").isEqualTo(2);
        assertThat(admitted(admission, "2001:db8:1:23%02x::1", 5)).as("its /56").isEqualTo(2);
        assertThat(admitted(admission, "2001:db8:1:%x00::1", 9)).as("its /48").isEqualTo(4);
        assertThat(admitted(admission, "2001:db8:2:%x00::1", 3))
                .as("another /48")
                .isEqualTo(3);
    }

    @Test
    void nothingIsKeptForAnAddressWithoutConnections() throws Exception {
        InboundSlots admission = new InboundSlots(0, 1, 0);
        AddressKey key = key("2001:db8:1:2345::1");
        InboundSlots.Handshake handshake = begin(admission, "it", key);
        assertThat(admission.admit(key)).isEqualTo(Verdict.ADMITTED);
        assertThat(admission.admit(key)).isEqualTo(Verdict.REFUSED_ADDRESS);
        assertThat(admission.prefixes()).isEqualTo(3);
        admission.endHandshake(handshake);
        admission.release(key);
        assertThat(admission.prefixes()).isZero();
    }

    private InboundSlots.Handshake begin(InboundSlots admission, String name, AddressKey key) {
        return admission.beginHandshake(key, () -> gone.add(name));
    }

    private static int admitted(InboundSlots admission, String pattern, int attempts) throws UnknownHostException {
        int admitted = 0;
        for (int i = 1; i <= attempts; i++) {
            if (admission.admit(key(String.format(pattern, i))) == Verdict.ADMITTED) {
                admitted++;
            }
        }
        return admitted;
    }
}
