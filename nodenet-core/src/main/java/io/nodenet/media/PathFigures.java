package io.nodenet.media;

import java.time.Duration;

/**
 * What the connection of a media session has measured of its path, as of the last second.
 *
 * @param roundTrip the smoothed round trip; zero as long as nothing was measured
 * @param congestionWindowBytes how much may be on its way
 * @param sentPackets the packets sent
 * @param lostPackets those of them that were found to be lost
 * @param receivedPackets the packets received
 * @param maxPacketBytes the largest packet that the path is known to carry, as UDP payload
 */
public record PathFigures(
        Duration roundTrip,
        long congestionWindowBytes,
        long sentPackets,
        long lostPackets,
        long receivedPackets,
        int maxPacketBytes) {
    /** Before anything was measured. */
    public static final PathFigures NONE = new PathFigures(Duration.ZERO, 0, 0, 0, 0, 0);
}
