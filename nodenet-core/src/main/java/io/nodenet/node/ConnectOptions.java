package io.nodenet.node;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.PathKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How far a node goes to reach a peer.
 *
 * @param timeout the time for all that is tried together, 1 ms to 365 days
 * @param punching whether holes are punched into NATs where dialing alone does not do; the peer is told of this node's addresses then
 * @param relays whether a volunteer may relay the encrypted packets where nothing else does
 */
public record ConnectOptions(Duration timeout, boolean punching, boolean relays) {
    /** Everything, within 20 seconds. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(Duration.ofSeconds(20), true, true);

    /**
     * Checks the time.
     *
     * @throws ConfigurationException if it is out of range
     */
    public ConnectOptions {
        ConfigurationException.requireTime("timeout", timeout, Duration.ofMillis(1));
    }

    /** Returns these options with another time. */
    public ConnectOptions withTimeout(Duration other) {
        return new ConnectOptions(other, punching, relays);
    }

    /** Returns these options without punches and relays: only addresses that answer a dial will do. */
    public ConnectOptions directOnly() {
        return new ConnectOptions(timeout, false, false);
    }

    /** Returns these options without relays: nobody but the two nodes carries the packets. */
    public ConnectOptions withoutRelays() {
        return new ConnectOptions(timeout, punching, false);
    }

    /** Returns the kinds of path that these options allow. */
    public Set<PathKind> paths() {
        Set<PathKind> paths = EnumSet.of(PathKind.DIRECT);
        if (punching) {
            paths.add(PathKind.PUNCHED);
        }
        if (relays) {
            paths.add(PathKind.RELAYED);
        }
        return paths;
    }
}
