package io.nodenet.node.core.message;

import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.wire.FrameType;
import java.util.EnumMap;
import java.util.Map;

/** Hands each routed message that ends at this node, once its signature holds, to the part that serves its type. */
public final class TerminalFrames {
    private final Map<FrameType, Handler> handlers = new EnumMap<>(FrameType.class);

    /** Serves one type of message. */
    public interface Handler {
        /** Takes a message that was verified and is no copy of an earlier one; valid until the method returns. */
        void onMessage(VerificationJob message);
    }

    /** Sets who serves a type; called where the core is wired. */
    public void serve(FrameType type, Handler handler) {
        handlers.put(type, handler);
    }

    /** Returns whether messages of a type are served; others need no verification. */
    boolean serves(FrameType type) {
        return handlers.containsKey(type);
    }

    void onVerified(VerificationJob message) {
        Handler handler = handlers.get(message.type());
        if (handler != null) {
            handler.onMessage(message);
        }
    }
}
