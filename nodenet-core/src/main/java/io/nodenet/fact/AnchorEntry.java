package io.nodenet.fact;

import io.nodenet.ConfigurationException;
import io.nodenet.address.Dialability;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.HostPort;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * A node that the operator names as a way into the network, written {@code <64 hex digits>@<host>:<port>} (docs/protocol/01, section
 * 1, [L]). Immutable.
 *
 * @param id whom to expect there
 * @param address where to dial; the host may be a name, the port is never 0
 */
public record AnchorEntry(NodeId id, HostPort address) {
    private static final EndpointFilter DIALED = new EndpointFilter(true);
    private static final String FORM = "write <64 hex digits>@<host>:<port>";

    /**
     * Checks that the address can be dialed.
     *
     * @throws ConfigurationException if the port is 0, or the address is a literal that is never dialed: unspecified, link-local (with or
     *     without its zone), multicast or reserved
     */
    public AnchorEntry {
        if (address.port() == 0) {
            throw new ConfigurationException("Nothing can be dialed at port 0: name the port of " + id.shortText());
        }
        IpPort literal = address.literal();
        Dialability dialability = literal == null ? Dialability.DIALABLE : DIALED.judge(literal);
        if (dialability != Dialability.DIALABLE) {
            throw new ConfigurationException("A node dials no " + Labels.of(dialability) + " address such as " + address
                    + ": name another address of " + id.shortText());
        }
    }

    /**
     * Parses one entry; the last {@code @} splits it, white space around it is ignored.
     *
     * @throws ConfigurationException if it is malformed; the message names the entry and the remedy
     */
    public static AnchorEntry parse(String text) {
        String entry = text.strip();
        int at = entry.lastIndexOf('@');
        if (at < 0) {
            throw new ConfigurationException(prefix(entry) + "it has no @: " + FORM);
        }
        try {
            return new AnchorEntry(NodeId.parse(entry.substring(0, at)), HostPort.parse(entry.substring(at + 1)));
        } catch (ConfigurationException e) {
            throw new ConfigurationException(prefix(entry) + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(prefix(entry) + "what stands before the @ is not a NodeID: " + FORM, e);
        }
    }

    /**
     * Parses a comma-separated list, skipping empty entries.
     *
     * @throws ConfigurationException if an entry is malformed; the message names it
     */
    public static List<AnchorEntry> parseList(String text) {
        List<AnchorEntry> entries = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                entries.add(parse(part));
            }
        }
        return List.copyOf(entries);
    }

    private static String prefix(String entry) {
        return "Invalid anchor \"" + entry + "\": ";
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return id + "@" + address;
    }
}
