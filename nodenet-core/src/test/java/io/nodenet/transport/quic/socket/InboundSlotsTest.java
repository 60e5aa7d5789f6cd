package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.quic.socket.InboundSlots.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class InboundSlotsTest {
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
    void handshakesAreBoundedInTotalAndPerAddress() throws Exception {
        InboundSlots admission = new InboundSlots(0, 2, 3);
        AddressKey a = key("192.0.2.1");
        AddressKey b = key("192.0.2.2");
        admission.beginHandshake(a);
        admission.beginHandshake(a);
        assertThat(admission.mayBeginHandshake(a)).isFalse();
        assertThat(admission.mayBeginHandshake(b)).isTrue();
        admission.beginHandshake(b);
        assertThat(admission.mayBeginHandshake(b)).isFalse();
        admission.endHandshake(a);
        assertThat(admission.mayBeginHandshake(a)).isTrue();
    }
}
