package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/** Tells a person what happens to a node, one log line each. */
record LogEvents(Logger log) implements NodeEvents {
    private static final int SHOWN_CHARACTERS = 200;

    /** The node runs. */
    void ready(RunningNode node, int difficulty) {
        log.info("node running id={} endpoint={} difficulty={}", node.id(), node.endpoint(), difficulty);
    }

    /** The node has stopped. */
    void stopped() {
        log.info("shut down cleanly");
    }

    @Override
    public void edge(NodeId peer, String path, String direction, String remote) {
        log.info("edge established peer={} path={} direction={} remote={}", peer, path, direction, remote);
    }

    @Override
    public void edgeLost(NodeId peer, String reason) {
        log.info("edge dropped peer={} reason={}", peer, reason);
    }

    @Override
    public void delivered(NodeId from, String path, byte[] payload) {
        log.info("message received from={} path={} bytes={} payload={}", from, path, payload.length, quoted(payload));
    }

    @Override
    public void phase(String from, String to, int edges) {
        log.info("phase changed from={} to={} edges={}", from, to, edges);
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
