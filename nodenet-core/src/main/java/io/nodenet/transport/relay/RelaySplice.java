package io.nodenet.transport.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides where each datagram of one relay session goes (docs/protocol/04, section 11, [V]): each side belongs to one host, of which the
 * latest port counts, and nothing goes to a side that has not been heard from.
 *
 * <p>A side belongs to the host that was named when the session was opened (W4-14). A peer with several addresses may send from another
 * one: a side that its host has left silent for {@link #EXPECTED_ONLY} goes to whoever sends first. Belongs to the loop of the transport;
 * reads no clock.
 */
public final class RelaySplice {
    /** How long only the host that was named may take a side. */
    public static final Duration EXPECTED_ONLY = Duration.ofSeconds(5);

    private static final int IPV6_BYTES = 16;
    private static final int MAPPED_PREFIX_BYTES = 12;

    private final RelayQuota.Share share;
    private final Pin caller;
    private final Pin callee;
    private final long idleNanos;
    private final long openedNanos;
    private long carriedNanos;

    /** Whose a side is. */
    private static final class Pin {
        private final @Nullable InetAddress expected;
        private @Nullable InetSocketAddress peer;

        Pin(@Nullable InetAddress expected) {
            this.expected = expected == null ? null : unmapped(expected);
        }

        /** Returns whether a datagram comes from the host whose side this is, and takes note of its port. */
        boolean accepts(InetSocketAddress source, boolean expectedOnly) {
            InetSocketAddress latest = peer;
            if (source.equals(latest)) {
                return true;
            }
            InetAddress host = unmapped(source.getAddress());
            boolean own = latest == null
                    ? expected == null || !expectedOnly || host.equals(expected)
                    : host.equals(unmapped(latest.getAddress()));
            if (own) {
                peer = source;
            }
            return own;
        }
    }

    /**
     * Opens a session.
     *
     * @param share what it may carry; closed by whoever opened it
     * @param caller where the peer that dials is expected to send from, null for anywhere
     * @param callee the same of the peer that is dialed
     * @param idle after which time without a datagram carried it is idle
     */
    public RelaySplice(
            RelayQuota.Share share,
            @Nullable InetAddress caller,
            @Nullable InetAddress callee,
            Duration idle,
            long nowNanos) {
        this.share = share;
        this.caller = new Pin(caller);
        this.callee = new Pin(callee);
        this.idleNanos = idle.toNanos();
        this.openedNanos = nowNanos;
        this.carriedNanos = nowNanos;
    }

    /**
     * Decides on a datagram; if it is {@linkplain RelayVerdict#CARRIED carried}, it goes to {@link #peer} of the other side.
     *
     * @param at the side at which it arrived
     * @param bytes the length of its payload, 0 or more
     */
    public RelayVerdict arrived(RelaySide at, InetSocketAddress source, int bytes, long nowNanos) {
        if (!pin(at).accepts(source, nowNanos - openedNanos < EXPECTED_ONLY.toNanos())) {
            return RelayVerdict.FOREIGN_SOURCE;
        }
        if (pin(at.other()).peer == null) {
            return RelayVerdict.UNPINNED;
        }
        if (!share.tryCarry(bytes, nowNanos)) {
            return RelayVerdict.SHAPED;
        }
        carriedNanos = nowNanos;
        return RelayVerdict.CARRIED;
    }

    /** Returns the latest address of the host whose side this is, null as long as it has not been heard from. */
    public @Nullable InetSocketAddress peer(RelaySide side) {
        return pin(side).peer;
    }

    /** Returns whether nothing was carried for longer than may be. */
    public boolean isIdle(long nowNanos) {
        return nowNanos - carriedNanos > idleNanos;
    }

    private Pin pin(RelaySide side) {
        return side == RelaySide.CALLER ? caller : callee;
    }

    /** Returns IPv4 for IPv4 in IPv6: a socket may spell one host either way. */
    private static InetAddress unmapped(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        try {
            return isMapped(bytes)
                    ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, MAPPED_PREFIX_BYTES, IPV6_BYTES))
                    : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 bytes are always an address", e);
        }
    }

    private static boolean isMapped(byte[] ipv6) {
        for (int i = 0; i < MAPPED_PREFIX_BYTES - 2; i++) {
            if (ipv6[i] != 0) {
                return false;
            }
        }
        return ipv6[10] == (byte) 0xff && ipv6[11] == (byte) 0xff;
    }
}
