package io.nodenet.address;

import io.nodenet.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A configured {@code host:port}, where the host may be a name: the operator's word, never a peer's.
 *
 * <p>Immutable. Resolving the name is up to the transport.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets and with its zone, if any
 * @param port 0 to 65,535; 0 makes sense only for binding
 */
public record HostPort(String host, int port) {
    private static final int MAX_NAME = 253;

    /**
     * Checks host and port.
     *
     * @throws ConfigurationException if the host is neither a literal address nor the form of a name, or the port is out of range
     */
    public HostPort {
        if (port < 0 || port > IpPort.MAX_PORT) {
            throw new ConfigurationException("The port " + port + " is out of range: use 0 to 65535");
        }
        if (!isName(host) && literal(host, port) == null) {
            throw new ConfigurationException('"' + host
                    + "\" is neither a host name nor an IP address: use host:port, a.b.c.d:port or [ipv6]:port");
        }
    }

    /**
     * Parses {@code name:port}, {@code a.b.c.d:port} or {@code [ipv6]:port}.
     *
     * @throws ConfigurationException if it is anything else; the message says what is wrong and how to write it
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw invalid(text, "it has no port: write host:port");
        }
        int port = IpPort.parsePort(text, colon + 1);
        if (port < 0) {
            throw invalid(text, "\"" + text.substring(colon + 1) + "\" is not a port: use 0 to 65535");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[")) {
            if (!host.endsWith("]") || !isPrintable(host) || IpPort.parse(text) == null) {
                throw invalid(text, "the brackets must hold an IPv6 address: write [2001:db8::1]:4242");
            }
            return new HostPort(host.substring(1, host.length() - 1), port);
        }
        if (host.isEmpty()) {
            throw invalid(text, "the host is missing: write host:port");
        }
        if (host.indexOf(':') >= 0) {
            throw invalid(text, "an IPv6 address needs brackets: write [2001:db8::1]:4242");
        }
        if (!isName(host) && literal(host, port) == null) {
            throw invalid(text, '"' + host + "\" is neither a host name nor an IPv4 address");
        }
        return new HostPort(host, port);
    }

    private static ConfigurationException invalid(String text, String reason) {
        return new ConfigurationException("Invalid address \"" + text + "\": " + reason);
    }

    /** Returns the literal address, or null if the host is a name, which has to be resolved. */
    public @Nullable IpPort literal() {
        return literal(host, port);
    }

    private static @Nullable IpPort literal(String host, int port) {
        return isPrintable(host)
                ? IpPort.parse(host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ':' + port)
                : null;
    }

    /** Returns whether a host holds only what an endpoint text keeps as it is: ASCII, and no white space. */
    private static boolean isPrintable(String host) {
        return host.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** Returns whether the host has the form of a DNS name; what ends in an all-digit label can only be an address. */
    private static boolean isName(String host) {
        if (host.isEmpty() || host.length() > MAX_NAME || host.startsWith(".") || host.contains("..")) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && !IpLiteral.isDigit(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        String last = host.substring(host.lastIndexOf('.', host.length() - 2) + 1);
        return !last.chars().allMatch(c -> IpLiteral.isDigit((char) c) || c == '.');
    }

    /** Returns the endpoint of the family {@code quic}: canonical text if the host is literal, else the name as it is. */
    public Endpoint toEndpoint() {
        IpPort literal = literal();
        return Endpoint.quic(literal == null ? toString() : literal.text());
    }

    /** Returns {@code host:port}, with brackets around IPv6. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ':' + port;
    }
}
