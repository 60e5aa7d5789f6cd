package io.nodenet.transport.quic.socket;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What connections are counted under: an IPv4 address, or the /64 of an IPv6 address (docs/protocol/04, section 7).
 *
 * @param ipv4 whether it is an IPv4 address, mapped ones included
 * @param bits the address, or the first 64 bits of it
 */
public record AddressKey(boolean ipv4, long bits) {
    private static final int IPV4_LENGTH = 4;
    private static final int MAPPED_AT = 12;

    /** Answers the key of an address. */
    public static AddressKey of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.remaining() == IPV4_LENGTH) {
            return new AddressKey(true, bytes.getInt() & 0xffff_ffffL);
        }
        long high = bytes.getLong();
        boolean mapped = high == 0 && bytes.getInt() == 0xffff;
        return mapped ? new AddressKey(true, bytes.getInt(MAPPED_AT) & 0xffff_ffffL) : new AddressKey(false, high);
    }
}
