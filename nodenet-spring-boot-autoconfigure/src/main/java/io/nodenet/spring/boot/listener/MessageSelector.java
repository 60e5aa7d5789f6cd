package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.message.PayloadTypes;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the messages of a listener.
 *
 * @param types the payload types that it names; empty for the type of its payload parameter
 * @param from the originators; empty for all
 * @param payload the class of its payload parameter, null if it has none
 */
record MessageSelector(
        Set<String> types, Set<NodeId> from, @Nullable Class<?> payload) {
    boolean accepts(ReceivedMessage message) {
        return (from.isEmpty() || from.contains(message.message().originator()))
                && acceptsType(message.headers().payloadType());
    }

    private boolean acceptsType(@Nullable String type) {
        if (!types.isEmpty()) {
            return type != null && types.contains(type);
        }
        return type == null || payload == null || PayloadTypes.takes(payload, type);
    }
}
