package io.nodenet.spring.boot.actuate;

import io.nodenet.metrics.Labels;
import io.nodenet.node.MediaSnapshot;
import java.time.Duration;
import java.util.Map;

/**
 * A media session as the endpoint shows it.
 *
 * @param peer the node at its other end
 * @param direction outbound if this node opened it, else inbound
 * @param path how it reaches the peer
 * @param remote the peer's address
 * @param age since it was opened
 * @param roundTrip the smoothed round trip, zero before the first
 * @param lostPackets packets of this side that were found to be lost
 * @param maxPacketBytes the largest packet that the path is known to carry
 * @param counters what it counted
 */
public record MediaDescriptor(
        String peer,
        String direction,
        String path,
        String remote,
        Duration age,
        Duration roundTrip,
        long lostPackets,
        int maxPacketBytes,
        Map<String, Long> counters) {
    static MediaDescriptor of(MediaSnapshot session) {
        return new MediaDescriptor(
                session.peer().toString(),
                session.outbound() ? "outbound" : "inbound",
                Labels.of(session.path()),
                session.remote().text(),
                session.age(),
                session.stats().path().roundTrip(),
                session.stats().path().lostPackets(),
                session.stats().path().maxPacketBytes(),
                NodeDescriptor.byLabel(session.stats().counters()));
    }
}
