package io.nodenet.sample.call.media;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * The figures of a call, as shown by its page.
 *
 * @param roundTripMs the round-trip time of the connection, 0 before it was measured
 * @param lossPercent the share of the peer's audio that was lost in the last second
 * @param sentBps the bits of audio and video sent per second
 * @param receivedBps the same for what was received
 * @param estimateBps the estimated capacity of the path from the peer
 * @param targetBps the rate that this side may send
 * @param drops the drops in this call, by reason
 * @param path the path of the session
 * @param sessionAgeMs the age of the session
 * @param moves the number of moves of the call to another session
 */
public record CallStats(
        double roundTripMs,
        int lossPercent,
        long sentBps,
        long receivedBps,
        long estimateBps,
        long targetBps,
        Map<String, Long> drops,
        String path,
        long sessionAgeMs,
        int moves) {
    /** Returns the word by which the page distinguishes texts. */
    @JsonProperty
    public String type() {
        return "stats";
    }
}
