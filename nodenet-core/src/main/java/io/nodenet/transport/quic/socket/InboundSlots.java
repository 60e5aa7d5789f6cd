package io.nodenet.transport.quic.socket;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what strangers can make this node hold: accepted connections and handshakes under way, in total and per
 * {@link AddressKey} (docs/protocol/04, section 7, [V]). A limit that is not positive is off. The loop only.
 */
public final class InboundSlots {
    /** Whether a connection may stay. */
    public enum Verdict {
        ADMITTED,
        REFUSED_TOTAL,
        REFUSED_ADDRESS
    }

    private static final class Slots {
        int connections;
        int handshakes;
    }

    private final int maxInbound;
    private final int maxInboundPerAddress;
    private final int maxHandshakes;
    private final Map<AddressKey, Slots> byAddress = new HashMap<>();
    private int connections;
    private int handshakes;
    private boolean closed;

    public InboundSlots(int maxInbound, int maxInboundPerAddress, int maxHandshakes) {
        this.maxInbound = maxInbound;
        this.maxInboundPerAddress = maxInboundPerAddress;
        this.maxHandshakes = maxHandshakes;
    }

    /** Tells whether one more handshake may begin; the per-address cap bounds handshakes of one address, too. */
    public boolean mayBeginHandshake(AddressKey key) {
        if (closed || (maxHandshakes > 0 && handshakes >= maxHandshakes)) {
            return false;
        }
        Slots slots = byAddress.get(key);
        return slots == null || maxInboundPerAddress <= 0 || slots.handshakes < maxInboundPerAddress;
    }

    /** Tells whether so many handshakes are under way that strangers must prove their address first. */
    public boolean isUnderLoad() {
        return maxHandshakes > 0 && handshakes >= Math.max(1, maxHandshakes / 4);
    }

    /** Lets no further handshake begin. */
    public void close() {
        closed = true;
    }

    /** Counts a handshake that begins. */
    public void beginHandshake(AddressKey key) {
        handshakes++;
        slots(key).handshakes++;
    }

    /** Counts a handshake that completed or failed. */
    public void endHandshake(AddressKey key) {
        handshakes--;
        Slots slots = slots(key);
        slots.handshakes--;
        forgetIfEmpty(key, slots);
    }

    /** Takes a slot for a connection whose handshake completed, unless a cap is reached. */
    public Verdict admit(AddressKey key) {
        if (maxInbound > 0 && connections >= maxInbound) {
            return Verdict.REFUSED_TOTAL;
        }
        Slots slots = slots(key);
        if (maxInboundPerAddress > 0 && slots.connections >= maxInboundPerAddress) {
            forgetIfEmpty(key, slots);
            return Verdict.REFUSED_ADDRESS;
        }
        connections++;
        slots.connections++;
        return Verdict.ADMITTED;
    }

    /** Gives the slot of an admitted connection back. */
    public void release(AddressKey key) {
        connections--;
        Slots slots = slots(key);
        slots.connections--;
        forgetIfEmpty(key, slots);
    }

    /** Answers the number of admitted connections. */
    public int connections() {
        return connections;
    }

    /** Answers the number of handshakes under way. */
    public int handshakes() {
        return handshakes;
    }

    private Slots slots(AddressKey key) {
        return byAddress.computeIfAbsent(key, k -> new Slots());
    }

    private void forgetIfEmpty(AddressKey key, Slots slots) {
        if (slots.connections == 0 && slots.handshakes == 0) {
            byAddress.remove(key);
        }
    }
}
