package io.nodenet.transport.quic.socket;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bounds what strangers can make this node hold: accepted connections and handshakes in progress, in total and per
 * {@link AddressKey}, the wider prefixes of which may have twice and four times as much (docs/protocol/04, section 7, [V]). A connection
 * beyond a limit is refused; for a handshake beyond a limit the oldest one goes, which an honest peer would have completed. A limit that is
 * not positive is off. The loop only.
 */
public final class InboundSlots {
    /** Whether a connection may stay. */
    public enum Verdict {
        ADMITTED,
        REFUSED_TOTAL,
        REFUSED_ADDRESS
    }

    /** A handshake in progress. */
    public static final class Handshake {
        private final AddressKey key;
        private final Runnable giveUp;

        private Handshake(AddressKey key, Runnable giveUp) {
            this.key = key;
            this.giveUp = giveUp;
        }
    }

    private static final class Slots {
        final Set<Handshake> handshakes = new LinkedHashSet<>();
        int connections;
    }

    private final int maxInbound;
    private final int maxInboundPerAddress;
    private final int maxHandshakes;
    private final Map<AddressKey, Slots> byPrefix = new HashMap<>();
    private final Set<Handshake> handshakes = new LinkedHashSet<>();
    private int connections;
    private boolean closed;

    public InboundSlots(int maxInbound, int maxInboundPerAddress, int maxHandshakes) {
        this.maxInbound = maxInbound;
        this.maxInboundPerAddress = maxInboundPerAddress;
        this.maxHandshakes = maxHandshakes;
    }

    /** Returns whether so many handshakes are in progress that strangers must prove their address first. */
    public boolean isUnderLoad() {
        return maxHandshakes > 0 && handshakes.size() >= Math.max(1, maxHandshakes / 4);
    }

    /** Lets no further handshake begin. */
    public void close() {
        closed = true;
    }

    /** Returns whether handshakes may begin. */
    boolean isOpen() {
        return !closed;
    }

    /**
     * Takes a slot for a handshake that begins.
     *
     * @param giveUp called once if it must go for another one; its slot is free then
     */
    public Handshake beginHandshake(AddressKey key, Runnable giveUp) {
        Handshake handshake = new Handshake(key, giveUp);
        handshakes.add(handshake);
        evictOldest(handshakes, maxHandshakes);
        int limit = maxInboundPerAddress;
        for (AddressKey prefix = key; prefix != null; prefix = prefix.wider()) {
            Set<Handshake> ofPrefix = slots(prefix).handshakes;
            ofPrefix.add(handshake);
            evictOldest(ofPrefix, limit);
            limit *= 2;
        }
        return handshake;
    }

    private void evictOldest(Set<Handshake> underWay, int limit) {
        if (limit > 0 && underWay.size() > limit) {
            Handshake oldest = underWay.iterator().next();
            endHandshake(oldest);
            oldest.giveUp.run();
        }
    }

    /** Gives the slot of a handshake back that completed or failed. */
    public void endHandshake(Handshake handshake) {
        handshakes.remove(handshake);
        for (AddressKey prefix = handshake.key; prefix != null; prefix = prefix.wider()) {
            Slots slots = slots(prefix);
            slots.handshakes.remove(handshake);
            forgetIfEmpty(prefix, slots);
        }
    }

    /** Takes a slot for a connection whose handshake completed, unless a cap is reached. */
    public Verdict admit(AddressKey key) {
        if (maxInbound > 0 && connections >= maxInbound) {
            return Verdict.REFUSED_TOTAL;
        }
        if (isFull(key)) {
            return Verdict.REFUSED_ADDRESS;
        }
        connections++;
        for (AddressKey prefix = key; prefix != null; prefix = prefix.wider()) {
            slots(prefix).connections++;
        }
        return Verdict.ADMITTED;
    }

    private boolean isFull(AddressKey key) {
        int limit = maxInboundPerAddress;
        for (AddressKey prefix = key; prefix != null && limit > 0; prefix = prefix.wider()) {
            Slots slots = byPrefix.get(prefix);
            if (slots != null && slots.connections >= limit) {
                return true;
            }
            limit *= 2;
        }
        return false;
    }

    /** Gives the slot of an admitted connection back. */
    public void release(AddressKey key) {
        connections--;
        for (AddressKey prefix = key; prefix != null; prefix = prefix.wider()) {
            Slots slots = slots(prefix);
            slots.connections--;
            forgetIfEmpty(prefix, slots);
        }
    }

    /** Returns the number of admitted connections. */
    public int connections() {
        return connections;
    }

    /** Returns the number of handshakes in progress. */
    public int handshakes() {
        return handshakes.size();
    }

    /** Returns the number of prefixes that something is counted for. */
    int prefixes() {
        return byPrefix.size();
    }

    private Slots slots(AddressKey prefix) {
        return byPrefix.computeIfAbsent(prefix, k -> new Slots());
    }

    private void forgetIfEmpty(AddressKey prefix, Slots slots) {
        if (slots.connections == 0 && slots.handshakes.isEmpty()) {
            byPrefix.remove(prefix);
        }
    }
}
