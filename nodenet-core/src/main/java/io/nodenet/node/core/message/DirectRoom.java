package io.nodenet.node.core.message;

import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much may wait to be sent to peers, and who is told that there is room again.
 *
 * <p>What waits for one peer may be as much as is left for all others: alone it has half of the room, and however many wait, there is always
 * some left for a peer for which nothing waits.
 */
final class DirectRoom {
    /** What a message takes besides its payload: what keeping it costs. */
    static final int OVERHEAD_BYTES = 256;

    /** The most peers that wait for room; when there are more, the one that waits longest is told early. */
    static final int MAX_REFUSED = 1024;

    private final int maxBytes;
    private final ApplicationOutput application;
    private final Map<NodeId, Integer> held = new HashMap<>();
    private final Set<NodeId> refused = new LinkedHashSet<>();
    private int usedBytes;

    DirectRoom(int maxBytes, ApplicationOutput application) {
        this.maxBytes = maxBytes;
        this.application = application;
    }

    int usedBytes() {
        return usedBytes;
    }

    /** Takes room for a message; if there is none, its peer is remembered until there is. */
    boolean tryTake(NodeId peer, int payloadBytes) {
        int cost = OVERHEAD_BYTES + payloadBytes;
        if (heldFor(peer) + cost > freeBytes()) {
            remember(peer);
            return false;
        }
        usedBytes += cost;
        held.merge(peer, cost, Integer::sum);
        return true;
    }

    /** Gives back the room of a message that waits no longer. */
    void giveBack(NodeId peer, int payloadBytes) {
        int cost = OVERHEAD_BYTES + payloadBytes;
        usedBytes -= cost;
        held.computeIfPresent(peer, (id, bytes) -> bytes == cost ? null : bytes - cost);
        tell(peer);
    }

    /** Remembers a peer toward which a message was refused for another reason, until there is room here. */
    void refused(NodeId peer) {
        remember(peer);
        tell(peer);
    }

    private void remember(NodeId peer) {
        if (refused.add(peer) && refused.size() > MAX_REFUSED) {
            Iterator<NodeId> oldest = refused.iterator();
            NodeId early = oldest.next();
            oldest.remove();
            application.event(new NodeEvent.RoomAgain(early));
        }
    }

    /** Tells of the peer for which something has changed, and of all others once half of the room is free. */
    private void tell(NodeId changed) {
        if (refused.isEmpty()) {
            return;
        }
        if (freeBytes() < maxBytes / 2) {
            if (refused.contains(changed) && isRoomy(changed)) {
                refused.remove(changed);
                application.event(new NodeEvent.RoomAgain(changed));
            }
            return;
        }
        for (Iterator<NodeId> each = refused.iterator(); each.hasNext(); ) {
            NodeId peer = each.next();
            if (isRoomy(peer)) {
                each.remove();
                application.event(new NodeEvent.RoomAgain(peer));
            }
        }
    }

    /** Returns whether half of what may wait for a peer does not: whoever is told of room shall find some for more than one message. */
    private boolean isRoomy(NodeId peer) {
        return 2 * heldFor(peer) <= freeBytes();
    }

    private int heldFor(NodeId peer) {
        return held.getOrDefault(peer, 0);
    }

    private int freeBytes() {
        return maxBytes - usedBytes;
    }
}
