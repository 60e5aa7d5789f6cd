package io.nodenet.cli;

import io.nodenet.metrics.Labels;
import io.nodenet.node.InboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Logs the messages that arrive; the library itself logs its life, its edges and its phases. */
record MessageLog(Logger log) implements Consumer<InboundMessage> {
    private static final int SHOWN_CHARACTERS = 200;

    @Override
    public void accept(InboundMessage message) {
        log.info(
                "message received from={} path={} bytes={} payload={}",
                message.originator(),
                Labels.of(message.path()),
                message.payload().length,
                quoted(message.payload()));
    }

    /** Returns a payload as quoted text without control characters, cut to what fits a line. */
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
