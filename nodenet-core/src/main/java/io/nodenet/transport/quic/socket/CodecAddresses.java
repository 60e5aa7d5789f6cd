package io.nodenet.transport.quic.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Makes up the addresses at which the codec believes its peers to be, one after the other: of 240.0.0.0/4 (reserved, RFC 1112) for an IPv4
 * peer, of 100::/64 (discard-only, RFC 6666) for an IPv6 peer. No packet goes there, and none comes from there. The loop only.
 */
final class CodecAddresses {
    private static final int PORT = 1;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int RESERVED = 0xf000_0000;
    private static final long DISCARD_ONLY = 0x0100_0000_0000_0000L;

    private long next;

    /** Returns the next address of the family of a peer; after 2²⁸ of them those of IPv4 come again. */
    InetSocketAddress next(InetAddress peer) {
        long number = next++;
        byte[] bytes = peer.getAddress().length == IPV4_LENGTH
                ? ByteBuffer.allocate(IPV4_LENGTH)
                        .putInt(RESERVED | (int) (number & ~RESERVED))
                        .array()
                : ByteBuffer.allocate(IPV6_LENGTH)
                        .putLong(DISCARD_ONLY)
                        .putLong(number)
                        .array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The lengths are those of addresses", e);
        }
    }

    /** Returns whether an address may be one of these. */
    static boolean isMadeUp(InetSocketAddress address) {
        if (address.getPort() != PORT) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
        return bytes.remaining() == IPV4_LENGTH
                ? (bytes.getInt() & RESERVED) == RESERVED
                : bytes.getLong() == DISCARD_ONLY;
    }
}
