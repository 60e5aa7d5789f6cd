package io.nodenet.address;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses the text of an IP address, strictly and without ever resolving a name (docs/protocol/02, section 1.3).
 *
 * <p>The JDK and Netty are both too lenient for bytes that peers choose: they take {@code 010.1.2.3}, {@code 10.1} or names, and
 * Netty turns {@code ::192.0.2.7} into an IPv4-mapped address.
 */
final class IpLiteral {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private IpLiteral() {}

    /** Returns the 4 bytes of four decimal fields without leading zeros, or null. */
    static byte @Nullable [] parseIpv4(String text) {
        byte[] address = new byte[IPV4_BYTES];
        return readIpv4(text, 0, text.length(), address, 0) ? address : null;
    }

    /** Returns the 16 bytes of an IPv6 address without zone, or null. */
    static byte @Nullable [] parseIpv6(String text) {
        byte[] address = new byte[IPV6_BYTES];
        int end = text.length();
        int position = 0;
        int filled = 0;
        int gap = -1;
        if (text.startsWith("::")) {
            gap = 0;
            position = 2;
            if (position == end) {
                return address;
            }
        }
        while (filled < IPV6_BYTES) {
            int start = position;
            int group = 0;
            int digit;
            while (position < end && (digit = hexDigit(text.charAt(position))) >= 0) {
                if (position - start == 4) {
                    return null;
                }
                group = group << 4 | digit;
                position++;
            }
            if (position == start) {
                return null;
            }
            if (position < end && text.charAt(position) == '.') {
                boolean misplaced = gap < 0 ? filled != IPV6_BYTES - IPV4_BYTES : filled > IPV6_BYTES - IPV4_BYTES;
                if (misplaced || !readIpv4(text, start, end, address, filled)) {
                    return null;
                }
                position = end;
                filled += IPV4_BYTES;
                break;
            }
            address[filled++] = (byte) (group >>> 8);
            address[filled++] = (byte) group;
            if (position == end) {
                break;
            }
            if (text.charAt(position) != ':' || ++position == end) {
                return null;
            }
            if (text.charAt(position) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = filled;
                if (++position == end) {
                    break;
                }
            }
        }
        if (position != end || (filled == IPV6_BYTES) != (gap < 0)) {
            return null;
        }
        if (gap >= 0) {
            int tail = filled - gap;
            System.arraycopy(address, gap, address, IPV6_BYTES - tail, tail);
            Arrays.fill(address, gap, IPV6_BYTES - tail, (byte) 0);
        }
        return address;
    }

    private static boolean readIpv4(String text, int from, int end, byte[] target, int offset) {
        int position = from;
        for (int field = 0; field < IPV4_BYTES; field++) {
            if (field > 0) {
                if (position >= end || text.charAt(position) != '.') {
                    return false;
                }
                position++;
            }
            int start = position;
            int value = 0;
            while (position < end && isDigit(text.charAt(position))) {
                value = value * 10 + text.charAt(position) - '0';
                position++;
                if (position - start > 3) {
                    return false;
                }
            }
            int digits = position - start;
            if (digits == 0 || value > 255 || (digits > 1 && text.charAt(start) == '0')) {
                return false;
            }
            target[offset + field] = (byte) value;
        }
        return position == end;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int hexDigit(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
