package io.nodenet.sample.call.client;

/**
 * The figures of a synthetic page.
 *
 * @param sentAudio the number of sent packets
 * @param sentVideo the number of sent frames
 * @param audio the received audio of the other side
 * @param video the received video of the other side
 */
public record StreamFigures(long sentAudio, long sentVideo, Side audio, Side video) {
    /**
     * One kind of frames.
     *
     * @param frames the number of received frames
     * @param bytes their bytes
     * @param damaged the number of frames with altered content
     * @param outOfOrder the number of frames that arrived after a later one, or twice
     * @param missing numbers that were overtaken; those of them that came later count as out of order
     * @param delayMedianMillis from the far page to this one, with clocks that agree
     * @param delayP99Millis the same for the slowest of a hundred
     * @param longestGapMillis the longest time between two of them
     */
    public record Side(
            long frames,
            long bytes,
            long damaged,
            long outOfOrder,
            long missing,
            double delayMedianMillis,
            double delayP99Millis,
            long longestGapMillis) {}
}
