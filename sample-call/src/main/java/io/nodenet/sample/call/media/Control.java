package io.nodenet.sample.call.media;

import java.util.UUID;

/** What the two nodes of a call, or a page and its node, say to each other beside the frames. */
public sealed interface Control {
    /** Binds a session to a call: the first word of who has opened it. */
    record Join(UUID call) implements Control {}

    /** The decoder needs a key frame. */
    record KeyFrame() implements Control {}

    /**
     * What the receiver says to the sender.
     *
     * @param bps what the path carries, in bits per second
     * @param lossPercent how much of the audio was lost in the last second
     */
    record Report(long bps, int lossPercent) implements Control {}

    /** What a user lets the other one hear and see. */
    record State(boolean muted, boolean camera, boolean screen) implements Control {}

    /**
     * A page asks the other one for its clock.
     *
     * @param t0 when, in microseconds
     */
    record Ping(long t0) implements Control {}

    /** The answer: when the question was asked, when it came, and when this was said, each by the clock of the page concerned. */
    record Pong(long t0, long t1, long t2) implements Control {}

    /** The call is over. */
    record Bye() implements Control {}

    /**
     * What a page measures each second, for its node alone.
     *
     * @param delayMedianMs how long frames take from the other encoder to this loudspeaker
     * @param delayP99Ms the same for the slowest of a hundred
     * @param decodedFrames frames of video that were decoded since the beginning of the call
     * @param audioPackets packets of audio that were played since then
     * @param jitterTargetMs how much audio the page keeps against jitter
     * @param concealed how much audio was made up for what was missing, in packets
     */
    record Figures(
            double delayMedianMs,
            double delayP99Ms,
            long decodedFrames,
            long audioPackets,
            double jitterTargetMs,
            long concealed)
            implements Control {}
}
