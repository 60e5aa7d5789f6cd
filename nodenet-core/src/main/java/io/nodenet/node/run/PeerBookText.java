package io.nodenet.node.run;

import io.nodenet.ConfigurationException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.HostPort;
import io.nodenet.address.IpPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Ed25519;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.upkeep.PeerBook;
import io.nodenet.routed.Contact;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of a peer book: ASCII, a header, then one address of one contact a line.
 *
 * <pre>{@code
 * # nodenet peer book 1
 * <64 hex digits of the NodeID>@<ip:port> <64 hex digits of the Ed25519 key>
 * }</pre>
 *
 * <p>Other lines that begin with {@code #}, and empty ones, mean nothing. Names are neither written nor read: what stands here was told by
 * peers.
 */
final class PeerBookText {
    static final String HEADER = "# nodenet peer book 1";

    /** The most bytes of a text: each line has at most 196. */
    static final int MAX_BYTES = 32 << 10;

    private static final String EXPLANATION =
            "# Contacts that a node keeps for its next start; it writes this file anew. May be deleted.";
    private static final int MAX_LINES = PeerBook.MAX_CONTACTS * PeerBook.MAX_ENDPOINTS;
    private static final EndpointFilter DIALED = new EndpointFilter(true);
    private static final HexFormat HEX = HexFormat.of();

    private PeerBookText() {}

    /** A key and the addresses that stand with it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(byte[] key, List<Endpoint> endpoints) {}

    /** Returns the text of contacts; what has no key or no literal address is left out. */
    static String write(List<Contact> contacts) {
        StringBuilder text =
                new StringBuilder(HEADER).append('\n').append(EXPLANATION).append('\n');
        for (Contact contact : contacts) {
            byte[] key = contact.key();
            for (Endpoint endpoint : contact.endpoints()) {
                IpPort literal = DIALED.permits(endpoint) ? endpoint.ipPort() : null;
                if (key != null && literal != null && literal.zone().isEmpty()) {
                    text.append(contact.id()).append('@').append(literal.text()).append(' ');
                    text.append(HEX.formatHex(key)).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** Returns whether a text claims to be a peer book. */
    static boolean isBook(String text) {
        return text.lines().findFirst().filter(HEADER::equals).isPresent();
    }

    /**
     * Returns the contacts of a text that {@link #isBook}, whose keys are not checked against their NodeIDs.
     *
     * @throws IllegalArgumentException if a line is malformed, or there are too many; the message names the line
     */
    static List<Contact> read(String text) {
        Map<NodeId, Entry> entries = new LinkedHashMap<>();
        int number = 0;
        int taken = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (++taken > MAX_LINES) {
                throw new IllegalArgumentException("line " + number + " is one entry too many");
            }
            if (!readLine(line, entries)) {
                throw new IllegalArgumentException("line " + number + " is malformed");
            }
        }
        List<Contact> contacts = new ArrayList<>();
        entries.forEach((id, entry) -> contacts.add(new Contact(id, entry.key, 0, entry.endpoints)));
        return contacts;
    }

    private static boolean readLine(String line, Map<NodeId, Entry> entries) {
        int space = line.indexOf(' ');
        if (space < 0) {
            return false;
        }
        try {
            AnchorEntry anchor = AnchorEntry.parse(line.substring(0, space));
            byte[] key = HEX.parseHex(line, space + 1, line.length());
            HostPort address = anchor.address();
            if (address.literal() == null || key.length != Ed25519.KEY_LENGTH) {
                return false;
            }
            entries.computeIfAbsent(anchor.id(), id -> new Entry(key, new ArrayList<>()))
                    .endpoints
                    .add(address.toEndpoint());
            return true;
        } catch (IllegalArgumentException | ConfigurationException e) {
            return false;
        }
    }
}
