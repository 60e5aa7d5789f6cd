package io.nodenet.sample.call.media;

import io.nodenet.sample.call.rate.Target;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes the control messages of a node to the page of a call. Thread-safe. */
final class PageText {
    private static final JsonMapper JSON = new JsonMapper();

    private PageText() {}

    static String target(Target target) {
        return JSON.writeValueAsString(new TargetText("target", target.audioBps(), target.videoBps()));
    }

    static String encodeKeyFrame() {
        return JSON.writeValueAsString(Map.of("type", "encode-key-frame"));
    }

    static String peer(Control.State state) {
        return JSON.writeValueAsString(new PeerText("peer", state.muted(), state.camera(), state.screen()));
    }

    static String stats(CallStats stats) {
        return JSON.writeValueAsString(stats);
    }

    static String ended(String reason) {
        return JSON.writeValueAsString(new EndedText("ended", reason));
    }

    record TargetText(String type, long audioBps, long videoBps) {}

    record PeerText(String type, boolean muted, boolean camera, boolean screen) {}

    record EndedText(String type, String reason) {}
}
