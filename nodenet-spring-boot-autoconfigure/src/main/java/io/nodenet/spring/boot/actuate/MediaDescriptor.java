package io.nodenet.spring.boot.actuate;

import io.nodenet.metrics.Labels;
import io.nodenet.node.MediaSnapshot;
import java.time.Duration;
import java.util.Map;

/**
 * A media session, as shown by the endpoint.
 *
 * @param peer the node at its other end
 * @param direction outbound if this node opened it, otherwise inbound
 * @param path the path to the peer
 * @param remote the peer's address
 * @param age the time since it was opened
 * @param roundTrip the smoothed round-trip time, zero before the first measurement
 * @param lostPackets the number of packets of this side that were declared lost
 * @param maxPacketBytes the largest packet that the path is known to carry
 * @param counters its counters
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
