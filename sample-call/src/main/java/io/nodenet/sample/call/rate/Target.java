package io.nodenet.sample.call.rate;

/**
 * The target of the encoders.
 *
 * @param audioBps the bits of audio per second
 * @param videoBps the bits of video per second, 0 for none
 */
public record Target(long audioBps, long videoBps) {
    /** Returns the sum. */
    public long total() {
        return audioBps + videoBps;
    }
}
