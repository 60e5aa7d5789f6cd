package io.nodenet.address;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A literal IP address with a port: what the endpoint text of the family {@code quic} stands for (docs/protocol/02, section 1.2).
 *
 * <p>Immutable. IPv4-mapped IPv6 addresses are unwrapped to IPv4 on every way in, so that one socket address has one value and
 * one text. Nothing here ever resolves a name.
 */
public final class IpPort {
    /** The largest port number. */
    public static final int MAX_PORT = 65_535;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int MAPPED_PREFIX_BYTES = 12;

    private final byte[] address;
    private final String zone;
    private final int port;

    private IpPort(byte[] address, String zone, int port) {
        this.address = address;
        this.zone = zone;
        this.port = port;
    }

    /**
     * Returns the value of raw address bytes.
     *
     * @param address 4 bytes, or 16 bytes of which IPv4-mapped ones are unwrapped; copied
     * @param zone the IPv6 zone or the empty string; dropped for IPv4
     * @param port 0 to 65,535
     * @throws IllegalArgumentException if the array has another length or the port is out of range
     */
    public static IpPort of(byte[] address, String zone, int port) {
        if (address.length != IPV4_BYTES && address.length != IPV6_BYTES) {
            throw new IllegalArgumentException("An IP address has 4 or 16 bytes, not " + address.length);
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
        }
        return unwrapped(address, zone, port);
    }

    /**
     * Returns the value of a resolved socket address; epoll's zone {@code 0} counts as none.
     *
     * @throws IllegalArgumentException if it is unresolved
     */
    public static IpPort of(InetSocketAddress socketAddress) {
        InetAddress inetAddress = socketAddress.getAddress();
        if (inetAddress == null) {
            throw new IllegalArgumentException("Unresolved socket address: " + socketAddress.getHostString());
        }
        return unwrapped(inetAddress.getAddress(), zoneOf(inetAddress), socketAddress.getPort());
    }

    /**
     * Parses {@code a.b.c.d:port} or {@code [ipv6%zone]:port}, as strictly as docs/protocol/02, section 1.3 demands: untrusted input
     * is fine.
     *
     * @return null if the text is anything else, a host name above all
     */
    public static @Nullable IpPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return null;
        }
        int port = parsePort(text, colon + 1);
        if (port < 0) {
            return null;
        }
        if (text.charAt(0) != '[') {
            byte[] ipv4 = IpLiteral.parseIpv4(text.substring(0, colon));
            return ipv4 == null ? null : new IpPort(ipv4, "", port);
        }
        if (colon < 2 || text.charAt(colon - 1) != ']') {
            return null;
        }
        String host = text.substring(1, colon - 1);
        int percent = host.indexOf('%');
        if (percent == host.length() - 1) {
            return null;
        }
        byte[] ipv6 = IpLiteral.parseIpv6(percent < 0 ? host : host.substring(0, percent));
        return ipv6 == null ? null : unwrapped(ipv6, percent < 0 ? "" : host.substring(percent + 1), port);
    }

    /** Returns the port that the digits from {@code from} to the end stand for, or -1. */
    static int parsePort(String text, int from) {
        return parseDecimal(text, from, MAX_PORT);
    }

    private static int parseDecimal(String text, int from, int max) {
        if (from >= text.length()) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!IpLiteral.isDigit(c)) {
                return -1;
            }
            value = value * 10 + c - '0';
            if (value > max) {
                return -1;
            }
        }
        return (int) value;
    }

    private static IpPort unwrapped(byte[] address, String zone, int port) {
        if (address.length == IPV4_BYTES) {
            return new IpPort(address.clone(), "", port);
        }
        return isMapped(address)
                ? new IpPort(Arrays.copyOfRange(address, MAPPED_PREFIX_BYTES, IPV6_BYTES), "", port)
                : new IpPort(address.clone(), zone, port);
    }

    private static boolean isMapped(byte[] ipv6) {
        for (int i = 0; i < 10; i++) {
            if (ipv6[i] != 0) {
                return false;
            }
        }
        return ipv6[10] == (byte) 0xff && ipv6[11] == (byte) 0xff;
    }

    /** The zone is the name of the interface if the address knows it, else a number, of which epoll's 0 means none. */
    private static String zoneOf(InetAddress inetAddress) {
        String text = inetAddress instanceof Inet6Address ? inetAddress.getHostAddress() : "";
        int percent = text.indexOf('%');
        String zone = percent < 0 ? "" : text.substring(percent + 1);
        return zone.equals("0") ? "" : zone;
    }

    /** Returns whether this is an IPv4 address, mapped ones included. */
    public boolean isIpv4() {
        return address.length == IPV4_BYTES;
    }

    /**
     * Returns whether the address means something within one site only: private (RFC 1918), shared by the customers of one provider (RFC 6598),
     * or unique local (RFC 4193).
     */
    public boolean isPrivate() {
        int first = octet(0);
        int second = octet(1);
        if (!isIpv4()) {
            return (first & 0xfe) == 0xfc;
        }
        return first == 10
                || (first == 172 && (second & 0xf0) == 16)
                || (first == 192 && second == 168)
                || (first == 100 && (second & 0xc0) == 64);
    }

    /** Returns whether the address stands for any of a host, {@code 0.0.0.0} or {@code ::}. */
    public boolean isUnspecified() {
        for (byte octet : address) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the other address is of the same host, whatever its port. */
    public boolean isSameHost(IpPort other) {
        return zone.equals(other.zone) && Arrays.equals(address, other.address);
    }

    /** Returns a copy of the address: 4 bytes for IPv4, 16 for IPv6. */
    public byte[] address() {
        return address.clone();
    }

    /** Returns byte {@code index} of the address as 0 to 255. */
    int octet(int index) {
        return address[index] & 0xff;
    }

    /** Returns the IPv6 zone, empty if there is none. */
    public String zone() {
        return zone;
    }

    /** Returns the port, 0 to 65,535. */
    public int port() {
        return port;
    }

    /** Returns the one canonical text, such as {@code 192.0.2.7:443} or {@code [2001:db8::1]:4242} (RFC 5952). */
    public String text() {
        String host = NetUtil.bytesToIpAddress(address);
        if (isIpv4()) {
            return host + ':' + port;
        }
        return zone.isEmpty() ? '[' + host + "]:" + port : '[' + host + '%' + zone + "]:" + port;
    }

    /**
     * Returns the socket address, without resolving anything.
     *
     * @return null if the zone is a name, which only the operating system could turn into a number
     */
    public @Nullable InetSocketAddress toSocketAddress() {
        try {
            if (zone.isEmpty()) {
                return new InetSocketAddress(InetAddress.getByAddress(address), port);
            }
            int scope = parseDecimal(zone, 0, Integer.MAX_VALUE);
            return scope < 0 ? null : new InetSocketAddress(Inet6Address.getByAddress(null, address, scope), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are always an address", e);
        }
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof IpPort other && port == other.port && isSameHost(other);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(address) + zone.hashCode()) + port;
    }

    /** Returns {@link #text()}. */
    @Override
    public String toString() {
        return text();
    }
}
