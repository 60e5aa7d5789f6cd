package io.nodenet.sample.call.media;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A call in figures, as its page shows them.
 *
 * @param roundTripMs of the connection, 0 before it was measured
 * @param lossPercent how much of the peer's audio was lost in the last second
 * @param sentBps bits of audio and video sent per second
 * @param receivedBps the same for what was received
 * @param estimateBps what the path from the peer carries
 * @param targetBps what this side may send
 * @param drops what had no effect in this call, by reason
 * @param path how the session reaches the peer
 * @param sessionAgeMs since the session was opened
 * @param moves how often the call has moved to another session
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
    /** Returns the word by which the page tells texts apart. */
    @JsonProperty
    public String type() {
        return "stats";
    }
}
