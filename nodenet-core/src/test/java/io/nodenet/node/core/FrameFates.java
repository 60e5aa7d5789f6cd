package io.nodenet.node.core;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.Outcome;
import java.util.EnumSet;
import java.util.Set;

/** Counts what has become of the frames that a core was given: each has one fate, which is counted. */
final class FrameFates {
    /** Drops that come besides what became of the frame or the job at hand. */
    private static final Set<DropReason> BESIDES = EnumSet.of(
            DropReason.SURPLUS_CONNECTION,
            DropReason.SEND_BUFFER_FULL,
            DropReason.UNROUTABLE,
            DropReason.DIRECT_MESSAGE_EXPIRED,
            DropReason.EDGE_BUDGET_EVICTED,
            DropReason.FORWARDED_FORGERY);

    private FrameFates() {}

    /** Returns how many frames were delivered, forwarded or dropped, or are under verification. */
    static long of(NodeCore core) {
        long fates = core.counters().get(NodeCounter.FORWARDED)
                + core.counters().get(NodeCounter.DELIVERED)
                + core.verificationsUnderWay();
        for (DropReason reason : DropReason.values()) {
            fates += BESIDES.contains(reason) ? 0 : core.drops().get(reason);
        }
        return fates;
    }

    /** Returns whether a frame must have a fate that is counted; one that is answered need not. */
    static boolean isOneDueFor(byte[] bytes) {
        FrameHeader header = new FrameHeader();
        if (FrameCodec.parse(bytes, 0, bytes.length, header) != Outcome.OK || header.restLength() > 0) {
            return true;
        }
        return switch (header.type()) {
            case PING, PONG, LEAVE, SIBLINGS, RELAY_REQUEST, RELAY_GRANT, RELAY_BIND -> false;
            default -> true;
        };
    }
}
