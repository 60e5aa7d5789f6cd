package io.nodenet.transport.quic.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes up the address at which a codec believes the peer of a connection to be, and knows which way its packets really go.
 *
 * <p>One codec then serves all sockets, and sees no migration, of which it survives a few only. The addresses are of 240.0.0.0/4 (reserved,
 * RFC 1112) for an IPv4 peer, of 100::/64 (discard-only, RFC 6666) for an IPv6 peer: no packet goes there, and none comes from there. The
 * loop only.
 */
public final class CodecAddresses {
    private static final int PORT = 1;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int RESERVED = 0xf000_0000;
    private static final long DISCARD_ONLY = 0x0100_0000_0000_0000L;

    private final Map<InetSocketAddress, WirePath> paths = new HashMap<>();
    private long next;

    /** Returns an address of the family of a peer that is not in use; after 2²⁸ of them those of IPv4 come again. */
    InetSocketAddress next(InetAddress peer) {
        InetSocketAddress address;
        do {
            address = address(next++, peer.getAddress().length);
        } while (paths.containsKey(address));
        return address;
    }

    private static InetSocketAddress address(long number, int length) {
        byte[] bytes = length == IPV4_LENGTH
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

    /** Takes an address into use. */
    void put(InetSocketAddress address, WirePath path) {
        paths.put(address, path);
    }

    /** Returns which way packets go that the codec sends to an address, or null if that peer's connection has ended. */
    @Nullable
    WirePath find(InetSocketAddress address) {
        return paths.get(address);
    }

    /** Gives the address of an ended connection back; returns whether it was in use. */
    boolean remove(InetSocketAddress address, WirePath path) {
        return paths.remove(address, path);
    }
}
