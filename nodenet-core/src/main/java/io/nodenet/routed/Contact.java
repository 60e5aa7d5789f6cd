package io.nodenet.routed;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells others of a node (docs/protocol/02, section 2, [C]).
 *
 * @param id whom it is about
 * @param key the 32-byte Ed25519 key, null if unknown (all zero on the wire); not copied, must not be changed
 * @param capabilities the capability bits, unauthenticated hints
 * @param endpoints where to reach the node, best first
 */
@SuppressWarnings("ArrayRecordComponent")
public record Contact(NodeId id, byte @Nullable [] key, int capabilities, List<Endpoint> endpoints) {
    /** Capability bit: volunteers to relay. */
    public static final int CAN_RELAY = 1;

    /** Capability bit: stable and directly dialable. */
    public static final int PUBLIC_ANCHOR = 2;

    public Contact {
        endpoints = List.copyOf(endpoints);
    }

    /** Returns the same contact at other addresses. */
    public Contact at(List<Endpoint> others) {
        return new Contact(id, key, capabilities, others);
    }

    @Override
    public String toString() {
        return id.shortText() + (key == null ? " keyless" : " " + HexFormat.of().formatHex(key, 0, 4)) + " caps "
                + capabilities + " at " + endpoints;
    }
}
