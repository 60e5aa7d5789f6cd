package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs a warning about something that peers can cause at will: immediately, then at most once a minute, with the number of occurrences and
 * the most frequent peers, so that one persistent peer does not hide that others are affected. Thread-safe.
 */
final class PeriodicWarning {
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** The number of peers that are counted individually in a period; later ones are counted together. */
    static final int MAX_PEERS = 64;

    private static final int SHOWN_PEERS = 3;

    private final Logger log;
    private final String format;
    private final LongSupplier nanos;
    private final Map<NodeId, Long> byPeer = new HashMap<>();
    private long count;
    private long nextNanos;
    private boolean hasWarned;

    /**
     * Creates a warning without occurrences.
     *
     * @param format the format of the line: the number of occurrences, the peers, and the last occurrence
     * @param nanos a monotonic clock
     */
    PeriodicWarning(Logger log, String format, LongSupplier nanos) {
        this.log = log;
        this.format = format;
        this.nanos = nanos;
    }

    private record Tally(long count, String peers) {}

    /** Records an occurrence caused by a peer. */
    void add(NodeId peer, Object last) {
        Tally tally = take(peer);
        if (tally != null) {
            log.warn(format, tally.count, tally.peers, last);
        }
    }

    private synchronized @Nullable Tally take(NodeId peer) {
        count++;
        if (byPeer.size() < MAX_PEERS || byPeer.containsKey(peer)) {
            byPeer.merge(peer, 1L, Long::sum);
        }
        long now = nanos.getAsLong();
        if (hasWarned && now - nextNanos < 0) {
            return null;
        }
        hasWarned = true;
        nextNanos = now + PERIOD.toNanos();
        Tally tally = new Tally(count, peers());
        count = 0;
        byPeer.clear();
        return tally;
    }

    private String peers() {
        String most = byPeer.entrySet().stream()
                .sorted(Map.Entry.<NodeId, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN_PEERS)
                .map(entry -> entry.getValue() + " of " + entry.getKey().shortText())
                .collect(Collectors.joining(", "));
        return byPeer.size() <= SHOWN_PEERS
                ? most
                : most + ", others of at least " + (byPeer.size() - SHOWN_PEERS) + " more";
    }
}
