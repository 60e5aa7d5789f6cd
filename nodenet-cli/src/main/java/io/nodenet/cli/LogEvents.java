package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs the messages that arrive; the library itself logs its life, its edges and its phases. */
record LogEvents(Logger log) implements NodeEvents {
    private static final int SHOWN_CHARACTERS = 200;

    @Override
    public void edge(NodeId peer, String path, String direction, String remote) {
        // the library logs it
    }

    @Override
    public void edgeLost(NodeId peer, String reason) {
        // the library logs it
    }

    @Override
    public void delivered(NodeId from, String path, byte[] payload) {
        log.info("message received from={} path={} bytes={} payload={}", from, path, payload.length, quoted(payload));
    }

    @Override
    public void phase(String from, String to, int edges) {
        // the library logs it
    }

    @Override
    public void reflexive(@Nullable String endpoint, boolean symmetric) {
        // the library logs it
    }

    /** Answers a payload as quoted text without control characters, cut to what fits a line. */
    static String quoted(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(SHOWN_CHARACTERS).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        quoted.append('"');
        return text.codePointCount(0, text.length()) > SHOWN_CHARACTERS ? quoted + "..." : quoted.toString();
    }
}
