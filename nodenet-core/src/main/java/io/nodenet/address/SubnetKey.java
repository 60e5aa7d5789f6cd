package io.nodenet.address;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The failure domain of an IP address: a /24 of IPv4, a /64 of IPv6 (docs/protocol/02, section 1.3, [L]).
 *
 * <p>Immutable; equal keys mean the same domain. The port, the zone and the transport family play no part.
 *
 * @param high the first 8 of the 16 bytes of the key, big-endian
 * @param low the last 8
 */
public record SubnetKey(long high, long low) {
    /** Bytes of a key. */
    public static final int LENGTH = 16;

    private static final long SITE_MASK = -1L << 16;
    private static final long MAPPED_MARK = 0xffffL << 32;

    /** Returns the key of an endpoint, or null if its text is not a literal {@code ip:port}: names are exempt from subnet caps. */
    public static @Nullable SubnetKey of(Endpoint endpoint) {
        IpPort literal = endpoint.ipPort();
        return literal == null ? null : of(literal);
    }

    /** Returns the key of a literal address. */
    public static SubnetKey of(IpPort literal) {
        ByteBuffer address = ByteBuffer.wrap(literal.address());
        return literal.isIpv4()
                ? new SubnetKey(0, MAPPED_MARK | (address.getInt() & 0xffff_ff00L))
                : new SubnetKey(address.getLong(), 0);
    }

    /** Returns the key of the IPv6 /48 that this domain is part of, whose customer has 65,536 domains; null for IPv4. */
    public @Nullable SubnetKey site() {
        return low == 0 ? new SubnetKey(high & SITE_MASK, 0) : null;
    }

    /** Returns a fresh array with the 16 bytes of this key. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }
}
