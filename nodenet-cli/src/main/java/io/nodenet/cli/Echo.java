package io.nodenet.cli;

import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The echo convention of the conformance suite: a message is answered with {@code echo:} and its payload; an echo is not answered. */
final class Echo implements Consumer<InboundMessage> {
    private static final Logger LOG = LoggerFactory.getLogger("nodenet");
    private static final byte[] PREFIX = "echo:".getBytes(StandardCharsets.US_ASCII);

    private final Node node;

    Echo(Node node) {
        this.node = node;
    }

    @Override
    public void accept(InboundMessage message) {
        byte[] answer = message.path() == MessagePath.LOCAL ? null : answerTo(message.payload());
        if (answer == null) {
            return;
        }
        if (answer.length > Node.MAX_MESSAGE_BYTES) {
            LOG.debug("no echo for {} bytes: they do not fit a routed message", message.payload().length);
            return;
        }
        if (message.path() == MessagePath.SEALED) {
            if (answer.length <= Node.MAX_SEALED_BYTES) {
                var unused = node.sendSealed(message.originator(), answer).exceptionally(failure -> {
                    LOG.debug("no echo for {}: {}", message, failure.toString());
                    return null;
                });
            }
            return;
        }
        SendResult result = node.send(message.originator(), answer);
        if (result != SendResult.ACCEPTED) {
            LOG.debug("no echo for {}: {}", message, result);
        }
    }

    /** Returns the payload of the answer, or null if none is due. */
    static byte @Nullable [] answerTo(byte[] payload) {
        if (payload.length >= PREFIX.length && Arrays.equals(payload, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return null;
        }
        byte[] answer = Arrays.copyOf(PREFIX, PREFIX.length + payload.length);
        System.arraycopy(payload, 0, answer, PREFIX.length, payload.length);
        return answer;
    }
}
