package io.nodenet.sample.call.rate;

/**
 * What the encoders are to produce.
 *
 * @param audioBps bits of audio per second
 * @param videoBps bits of video per second, 0 for none
 */
public record Target(long audioBps, long videoBps) {
    /** Answers the sum. */
    public long total() {
        return audioBps + videoBps;
    }
}
