package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers for a while which hosts something has happened to; of too many, the one to which it happened longest ago goes for a new one. */
public final class RecentHosts {
    private final Turn turn;
    private final long memoryNanos;
    private final int maxHosts;
    /** When it happened to each host last, the one to which it happened longest ago first. */
    private final Map<String, Long> hosts = new LinkedHashMap<>();

    private boolean hasForgotten;
    private long forgottenNanos;

    /**
     * Creates a memory of none.
     *
     * @param memory how long each is remembered
     * @param maxHosts the most that are remembered
     */
    public RecentHosts(Turn turn, Duration memory, int maxHosts) {
        this.turn = turn;
        this.memoryNanos = memory.toNanos();
        this.maxHosts = maxHosts;
    }

    /** Takes note of the host of an endpoint. */
    public void remember(Endpoint endpoint) {
        String host = hostOf(endpoint);
        hosts.remove(host);
        forget();
        hosts.put(host, turn.nowNanos());
    }

    private void forget() {
        Iterator<Long> oldestFirst = hosts.values().iterator();
        while (oldestFirst.hasNext()) {
            long oldest = oldestFirst.next();
            if (isRecent(oldest)) {
                if (hosts.size() < maxHosts) {
                    return;
                }
                hasForgotten = true;
                forgottenNanos = oldest;
            }
            oldestFirst.remove();
        }
    }

    private boolean isRecent(long nanos) {
        return turn.nowNanos() - nanos < memoryNanos;
    }

    /** Returns whether the host of an endpoint is remembered. */
    public boolean contains(Endpoint endpoint) {
        Long nanos = hosts.get(hostOf(endpoint));
        return nanos != null && isRecent(nanos);
    }

    /** Returns whether there were too many lately: then a host that is not remembered may be one of them. */
    public boolean hasForgotten() {
        return hasForgotten && isRecent(forgottenNanos);
    }

    /** Returns how many are held. */
    public int size() {
        return hosts.size();
    }

    /** Returns the host of an endpoint, as text: that of a literal address without its port, or all of it. */
    public static String hostOf(Endpoint endpoint) {
        IpPort literal = endpoint.ipPort();
        return literal == null
                ? endpoint.text()
                : IpPort.of(literal.address(), literal.zone(), 0).text();
    }
}
