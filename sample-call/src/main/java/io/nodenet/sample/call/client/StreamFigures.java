package io.nodenet.sample.call.client;

/**
 * What a synthetic page has sent and received.
 *
 * @param sentAudio packets that were sent
 * @param sentVideo frames that were sent
 * @param audio what has come of the far side's audio
 * @param video what has come of its video
 */
public record StreamFigures(long sentAudio, long sentVideo, Side audio, Side video) {
    /**
     * One kind of frames.
     *
     * @param frames how many came
     * @param bytes their bytes
     * @param damaged those whose content is not what was sent
     * @param outOfOrder those that came after a later one, or twice
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
