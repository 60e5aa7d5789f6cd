package io.nodenet.cli;

import io.nodenet.metrics.Labels;
import io.nodenet.node.InboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Logs inbound messages; the library itself logs its lifecycle, edges and phases. */
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

    /** Returns a payload as quoted text on one line, truncated, with escapes for characters that are invisible or rearrange other text. */
    static String quoted(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(SHOWN_CHARACTERS).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (isHidden(c)) {
                for (char unit : Character.toChars(c)) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            } else {
                quoted.appendCodePoint(c);
            }
        });
        quoted.append('"');
        return text.codePointCount(0, text.length()) > SHOWN_CHARACTERS ? quoted + "..." : quoted.toString();
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
