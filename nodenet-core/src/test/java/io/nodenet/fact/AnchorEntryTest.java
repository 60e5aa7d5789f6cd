package io.nodenet.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.ConfigurationException;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorEntryTest {
    private static final String ID = "45cd1496465d1e9e045a991d920ec5054c312f077765113c936b4d5c6d1e6ad5";

    @Test
    void entryIsIdAndAddress() {
        AnchorEntry entry = AnchorEntry.parse("  " + ID.toUpperCase(Locale.ROOT) + "@example.com:4242\t");

        assertThat(entry.id()).isEqualTo(NodeId.parse(ID));
        assertThat(entry.address()).isEqualTo(new HostPort("example.com", 4242));
        assertThat(entry).hasToString(ID + "@example.com:4242");
    }

    @Test
    void listSkipsEmptyEntriesAndSpace() {
        assertThat(AnchorEntry.parseList(" , " + ID + "@a:1 ,," + ID + "@[2001:db8::1]:2, "))
                .extracting(AnchorEntry::toString)
                .containsExactly(ID + "@a:1", ID + "@[2001:db8::1]:2");
        assertThat(AnchorEntry.parseList("")).isEmpty();
    }

    @Test
    void errorsNameTheEntryAndTheRemedy() {
        assertRefused("example.com:4242", "has no @");
        assertRefused("abc@example.com:4242", "not a NodeID: write <64 hex digits>@<host>:<port>");
        assertRefused(ID + "@x@example.com:4242", "not a NodeID");
        assertRefused(ID + "@example.com", "has no port");
        assertRefused(ID + "@2001:db8::1:4242", "needs brackets");
        assertRefused(ID + "@example.com:0", "port 0");
    }

    @Test
    void errorOfAListNamesItsBadEntry() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> AnchorEntry.parseList(ID + "@a:1, bad"))
                .withMessageContaining("\"bad\"");
    }

    private static void assertRefused(String text, String reason) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> AnchorEntry.parse(text))
                .withMessageContaining('"' + text + '"')
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "[fe80::1%eth0]:4242, link-local",
        "[fe80::1]:4242, link-local",
        "169.254.1.1:4242, link-local",
        "0.0.0.0:4242, unspecified",
        "[::]:4242, unspecified",
        "224.0.0.1:4242, multicast",
        "255.255.255.255:4242, reserved"
    })
    void addressThatIsNeverDialedIsRefusedWithTheReason(String address, String reason) {
        assertThatThrownBy(() -> AnchorEntry.parse("11".repeat(32) + "@" + address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("A node dials no " + reason + " address such as " + address);
    }
}
