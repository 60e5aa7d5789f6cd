package io.nodenet.transport.memory;

import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Knows what lies between the hosts of a network: how long frames take, and which directions are cut. */
final class Links {
    private final RandomGenerator random;
    private final Map<Direction, LinkProfile> profiles = new HashMap<>();
    private final Map<Direction, MediaLinkModel> media = new HashMap<>();
    private final Set<Direction> cuts = new HashSet<>();
    /** The island that a host is on; 0, the mainland, for one that is not named. */
    private final Map<NodeId, Integer> islands = new HashMap<>();

    private int lastIsland;
    private LinkProfile standard = LinkProfile.LOCAL;
    private double lostDatagrams;

    private record Direction(NodeId from, NodeId to) {}

    Links(RandomGenerator random) {
        this.random = random;
    }

    /** Sets the link between hosts for which none is set. */
    void setStandard(LinkProfile profile) {
        standard = profile;
    }

    /** Sets one direction of the link between two hosts. */
    void set(NodeId from, NodeId to, LinkProfile profile) {
        profiles.put(new Direction(from, to), profile);
    }

    /** Sets what one direction does to media datagrams, as if none had been sent before. */
    void setMedia(NodeId from, NodeId to, MediaLinkProfile profile) {
        media.put(new Direction(from, to), new MediaLinkModel(profile));
    }

    /** Returns what one direction does to media datagrams, null for nothing. */
    @Nullable
    MediaLinkModel media(NodeId from, NodeId to) {
        return media.isEmpty() ? null : media.get(new Direction(from, to));
    }

    /** Sets the share of datagrams that get lost. */
    void loseDatagrams(double share) {
        lostDatagrams = share;
    }

    /** Returns whether the next datagram gets lost. */
    boolean losesDatagram() {
        return lostDatagrams > 0 && random.nextDouble() < lostDatagrams;
    }

    /** Cuts one direction. */
    void cut(NodeId from, NodeId to) {
        cuts.add(new Direction(from, to));
    }

    /** Cuts hosts off from all others but each other. */
    void split(Collection<NodeId> island) {
        lastIsland++;
        island.forEach(id -> islands.put(id, lastIsland));
    }

    /** Mends one direction, unless the two hosts are on different islands. */
    void mend(NodeId from, NodeId to) {
        cuts.remove(new Direction(from, to));
    }

    /** Mends everything. */
    void mendAll() {
        cuts.clear();
        islands.clear();
    }

    /** Forgets everything that was set for a host. */
    void forget(NodeId id) {
        profiles.keySet().removeIf(direction -> direction.from.equals(id) || direction.to.equals(id));
        media.keySet().removeIf(direction -> direction.from.equals(id) || direction.to.equals(id));
        cuts.removeIf(direction -> direction.from.equals(id) || direction.to.equals(id));
        islands.remove(id);
    }

    /** Returns whether a direction is cut. */
    boolean isCut(NodeId from, NodeId to) {
        return (!islands.isEmpty() && islandOf(from) != islandOf(to))
                || (!cuts.isEmpty() && cuts.contains(new Direction(from, to)));
    }

    private int islandOf(NodeId id) {
        return islands.getOrDefault(id, 0);
    }

    /** Returns how long a frame is on its way from one host to another, drawn anew for each. */
    long transitNanos(NodeId from, NodeId to) {
        LinkProfile link = profile(from, to);
        long jitter = link.jitter().toNanos();
        return link.delay().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter));
    }

    /** Returns how long a frame of a size takes to get onto the link. */
    long serializationNanos(NodeId from, NodeId to, int bytes) {
        long rate = profile(from, to).bytesPerSecond();
        return rate == 0 ? 0 : bytes * Duration.ofSeconds(1).toNanos() / rate;
    }

    /** Returns the time of a handshake: two round trips. */
    long handshakeNanos(NodeId dialer, NodeId acceptor) {
        return 2 * (transitNanos(dialer, acceptor) + transitNanos(acceptor, dialer));
    }

    private LinkProfile profile(NodeId from, NodeId to) {
        return profiles.isEmpty() ? standard : profiles.getOrDefault(new Direction(from, to), standard);
    }
}
