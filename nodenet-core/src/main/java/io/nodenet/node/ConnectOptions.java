package io.nodenet.node;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.Volunteers;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How far a node goes to reach a peer.
 *
 * @param timeout the time for all that is tried together, 1 ms to 365 days
 * @param punching whether holes are punched into NATs where dialing alone does not do; the peer is told of this node's addresses then
 * @param relays whether a volunteer may relay the encrypted packets where nothing else does
 * @param volunteers which nodes may, if any
 */
public record ConnectOptions(Duration timeout, boolean punching, boolean relays, Volunteers volunteers) {
    /** Everything, within 20 seconds. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(Duration.ofSeconds(20), true, true, Volunteers.ANY);

    /**
     * Checks the time.
     *
     * @throws ConfigurationException if it is out of range
     */
    public ConnectOptions {
        ConfigurationException.requireTime("timeout", timeout, Duration.ofMillis(1));
    }

    /** Creates options under which any node may relay, if one may. */
    public ConnectOptions(Duration timeout, boolean punching, boolean relays) {
        this(timeout, punching, relays, Volunteers.ANY);
    }

    /** Returns these options with another time. */
    public ConnectOptions withTimeout(Duration other) {
        return new ConnectOptions(other, punching, relays, volunteers);
    }

    /** Returns these options without punches and relays: only addresses that answer a dial will do. */
    public ConnectOptions directOnly() {
        return new ConnectOptions(timeout, false, false, volunteers);
    }

    /** Returns these options without relays: nobody but the two nodes carries the packets. */
    public ConnectOptions withoutRelays() {
        return new ConnectOptions(timeout, punching, false, volunteers);
    }

    /** Returns these options with relays of some nodes only, those that this node trusts for example; others are not asked. */
    public ConnectOptions relayedOnlyBy(Set<NodeId> nodes) {
        return new ConnectOptions(timeout, punching, true, new Volunteers(true, nodes));
    }

    /** Returns these options without relays of some nodes: the others may relay if one may. */
    public ConnectOptions neverRelayedBy(Set<NodeId> nodes) {
        return new ConnectOptions(timeout, punching, relays, new Volunteers(false, nodes));
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
