package io.nodenet.sample.call.media;

import java.util.UUID;

/** A control message between the two nodes of a call, or between a page and its node. */
public sealed interface Control {
    /** Binds a session to a call: the first message of its opener. */
    record Join(UUID call) implements Control {}

    /** The decoder needs a key frame. */
    record KeyFrame() implements Control {}

    /**
     * A report of the receiver to the sender.
     *
     * @param bps the capacity of the path, in bits per second
     * @param lossPercent the share of the audio that was lost in the last second
     */
    record Report(long bps, int lossPercent) implements Control {}

    /** The media that a user shares with the other one. */
    record State(boolean muted, boolean camera, boolean screen) implements Control {}

    /**
     * A request of a page for the clock of the other one.
     *
     * @param t0 the time of the request, in microseconds
     */
    record Ping(long t0) implements Control {}

    /** The answer: the times of the request, its arrival and this answer, each by the clock of the page concerned. */
    record Pong(long t0, long t1, long t2) implements Control {}

    /** The call is over. */
    record Bye() implements Control {}

    /**
     * The measurements of a page, sent to its node every second.
     *
     * @param delayMedianMs the delay of frames from the other encoder to this loudspeaker
     * @param delayP99Ms the same for the slowest of a hundred
     * @param decodedFrames the number of video frames decoded since the beginning of the call
     * @param audioPackets the number of audio packets played since then
     * @param jitterTargetMs the amount of audio that the page buffers against jitter
     * @param concealed the amount of concealed audio, in packets
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
