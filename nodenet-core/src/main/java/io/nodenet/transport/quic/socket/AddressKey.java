package io.nodenet.transport.quic.socket;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What connections are counted under: an IPv4 address, or the /64 of an IPv6 address, the /56 and the /48 around it (docs/protocol/04,
 * section 7). One customer has a /56 or a /48 as easily as one IPv4 address.
 *
 * @param ipv4 whether it is an IPv4 address, mapped ones included
 * @param length bits of the prefix: 32 for IPv4; 64, 56 or 48 for IPv6
 * @param bits the address, or the first 64 bits of it, zero beyond the prefix
 */
public record AddressKey(boolean ipv4, int length, long bits) {
    private static final int IPV4_LENGTH = 4;
    private static final int MAPPED_AT = 12;
    private static final int NARROWEST = 64;
    private static final int WIDEST = 48;
    private static final int STEP = 8;

    /** Returns the key of an address. */
    public static AddressKey of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.remaining() == IPV4_LENGTH) {
            return ofIpv4(bytes.getInt());
        }
        long high = bytes.getLong();
        boolean mapped = high == 0 && bytes.getInt() == 0xffff;
        return mapped ? ofIpv4(bytes.getInt(MAPPED_AT)) : new AddressKey(false, NARROWEST, high);
    }

    private static AddressKey ofIpv4(int address) {
        return new AddressKey(true, Integer.SIZE, address & 0xffff_ffffL);
    }

    /** Returns the prefix around this one, which may have twice as much; null if there is none. */
    @Nullable
    AddressKey wider() {
        if (ipv4 || length == WIDEST) {
            return null;
        }
        int shorter = length - STEP;
        return new AddressKey(false, shorter, bits & -1L << NARROWEST - shorter);
    }
}
