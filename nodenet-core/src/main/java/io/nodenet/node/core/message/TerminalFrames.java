package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.wire.FrameType;
import java.util.EnumMap;
import java.util.Map;

/** Hands each routed message that ends at this node to the part that serves its type, nearly all once their signature holds. */
public final class TerminalFrames {
    private final Map<FrameType, Handler> handlers = new EnumMap<>(FrameType.class);

    private final Map<FrameType, UnverifiedHandler> unverified = new EnumMap<>(FrameType.class);

    /** Serves one type of message whose envelope proves nothing, so that nobody verifies it (docs/protocol/03, section 4). */
    public interface UnverifiedHandler {
        /** Takes a message, which may be a copy of an earlier one. */
        void onMessage(NodeId target, byte[] payload);
    }

    /** Serves one type of message. */
    public interface Handler {
        /** Takes a message that was verified and is not a copy of an earlier one; valid until the method returns. */
        void onMessage(VerificationJob message);
    }

    /** Sets who serves a type; called where the core is wired. */
    public void serve(FrameType type, Handler handler) {
        handlers.put(type, handler);
    }

    /** Sets who serves a type without verification; called where the core is wired. */
    public void serveUnverified(FrameType type, UnverifiedHandler handler) {
        unverified.put(type, handler);
    }

    /** Returns whether messages of a type are served; others need no verification. */
    boolean serves(FrameType type) {
        return handlers.containsKey(type) || unverified.containsKey(type);
    }

    /** Hands over a message of a type that is not verified; returns false if its type is. */
    boolean takeUnverified(FrameType type, RoutedMessageView message) {
        UnverifiedHandler handler = unverified.get(type);
        if (handler == null) {
            return false;
        }
        handler.onMessage(message.target(), message.payload());
        return true;
    }

    void onVerified(VerificationJob message) {
        Handler handler = handlers.get(message.type());
        if (handler != null) {
            handler.onMessage(message);
        }
    }
}
