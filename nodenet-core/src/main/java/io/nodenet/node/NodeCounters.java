package io.nodenet.node;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Everything that a node has counted since it was built, at one instant. Immutable.
 *
 * @param events what the node did; every counter is present
 * @param drops what it dropped, by cause (W-22); every cause is present
 * @param transport what its transport counted; every counter is present
 * @param media what all its media sessions together counted; every counter is present
 * @param loopTurns how long the turns of the node's loop took: a turn is one task or one burst of received packets, and everything else
 *     of the node waits meanwhile
 */
public record NodeCounters(
        Map<NodeCounter, Long> events,
        Map<DropReason, Long> drops,
        Map<TransportCounter, Long> transport,
        Map<MediaCounter, Long> media,
        DurationHistogram.Snapshot loopTurns) {
    /** What a node has counted that never ran. */
    public static final NodeCounters ZERO =
            new NodeCounters(Map.of(), Map.of(), Map.of(), Map.of(), DurationHistogram.Snapshot.EMPTY);

    /** Copies the maps; what is missing is 0. */
    public NodeCounters {
        events = complete(NodeCounter.class, events);
        drops = complete(DropReason.class, drops);
        transport = complete(TransportCounter.class, transport);
        media = complete(MediaCounter.class, media);
    }

    /** Returns what counters hold now. Any thread may read them. */
    public static NodeCounters read(
            EnumCounters<NodeCounter> events,
            EnumCounters<DropReason> drops,
            EnumCounters<TransportCounter> transport,
            Map<MediaCounter, Long> media,
            DurationHistogram.Snapshot loopTurns) {
        return new NodeCounters(events.snapshot(), drops.snapshot(), transport.snapshot(), media, loopTurns);
    }

    /** Returns the value of one counter. */
    public long get(NodeCounter counter) {
        return events.getOrDefault(counter, 0L);
    }

    /** Returns how much was dropped for one cause. */
    public long get(DropReason cause) {
        return drops.getOrDefault(cause, 0L);
    }

    /** Returns the value of one counter of the transport. */
    public long get(TransportCounter counter) {
        return transport.getOrDefault(counter, 0L);
    }

    /** Returns the value of one counter of the media sessions. */
    public long get(MediaCounter counter) {
        return media.getOrDefault(counter, 0L);
    }

    /** Returns the sum of these counters and others, such as those of the same node before it was restarted. */
    public NodeCounters plus(NodeCounters other) {
        return new NodeCounters(
                sum(NodeCounter.class, events, other.events),
                sum(DropReason.class, drops, other.drops),
                sum(TransportCounter.class, transport, other.transport),
                sum(MediaCounter.class, media, other.media),
                loopTurns.plus(other.loopTurns));
    }

    private static <E extends Enum<E>> Map<E, Long> complete(Class<E> type, Map<E, Long> values) {
        return Collections.unmodifiableMap(sum(type, values, Map.of()));
    }

    private static <E extends Enum<E>> Map<E, Long> sum(Class<E> type, Map<E, Long> values, Map<E, Long> others) {
        Map<E, Long> sum = new EnumMap<>(type);
        for (E counter : type.getEnumConstants()) {
            sum.put(counter, values.getOrDefault(counter, 0L) + others.getOrDefault(counter, 0L));
        }
        return sum;
    }
}
