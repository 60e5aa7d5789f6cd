package io.nodenet.transport.quic.edge;

import io.nodenet.transport.quic.socket.AddressKey;
import io.nodenet.transport.quic.socket.InboundSlots;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Finds a slot for each accepted connection: when all are taken, that of the connection that has been silent for longest (docs/protocol/04,
 * section 6.4). Bounded by the slots. The loop only.
 */
final class SilentConnections {
    private static final int WIDEST_PREFIX = 48;

    private final InboundSlots slots;
    /** In the order of their handshakes; those that have spoken are forgotten when the next one is looked for. */
    private final Set<Silent> accepted = new LinkedHashSet<>();

    /** An accepted connection that has not been heard yet, as far as is known. */
    static final class Silent {
        private final AddressKey key;
        private final BooleanSupplier isSilent;
        private final Runnable giveWay;

        private Silent(AddressKey key, BooleanSupplier isSilent, Runnable giveWay) {
            this.key = key;
            this.isSilent = isSilent;
            this.giveWay = giveWay;
        }
    }

    SilentConnections(InboundSlots slots) {
        this.slots = slots;
    }

    /** Takes a slot for a connection whose handshake completed, if need be that of the longest silent one, unless a cap is reached. */
    InboundSlots.Verdict admit(AddressKey key) {
        InboundSlots.Verdict verdict = slots.admit(key);
        if (verdict == InboundSlots.Verdict.ADMITTED) {
            return verdict;
        }
        accepted.removeIf(connection -> !connection.isSilent.getAsBoolean());
        for (Iterator<Silent> longestFirst = accepted.iterator(); longestFirst.hasNext(); ) {
            Silent silent = longestFirst.next();
            if (verdict == InboundSlots.Verdict.REFUSED_TOTAL || mayShareASlot(silent.key, key)) {
                slots.release(silent.key);
                if (slots.admit(key) == InboundSlots.Verdict.ADMITTED) {
                    longestFirst.remove();
                    silent.giveWay.run();
                    return InboundSlots.Verdict.ADMITTED;
                }
                slots.admit(silent.key); // its own, which has just become free
            }
        }
        return verdict;
    }

    /**
     * Adds a connection that has its slot.
     *
     * @param isSilent whether nothing has come yet
     * @param giveWay called once if it must go; its slot has been given to another one then
     */
    Silent add(AddressKey key, BooleanSupplier isSilent, Runnable giveWay) {
        Silent silent = new Silent(key, isSilent, giveWay);
        accepted.add(silent);
        return silent;
    }

    /** Forgets a connection that has ended. */
    void remove(Silent silent) {
        accepted.remove(silent);
    }

    /** Returns whether two keys have a prefix in common that is counted. */
    private static boolean mayShareASlot(AddressKey a, AddressKey b) {
        return a.ipv4() == b.ipv4()
                && (a.ipv4() ? a.bits() == b.bits() : (a.bits() ^ b.bits()) >>> Long.SIZE - WIDEST_PREFIX == 0);
    }
}
