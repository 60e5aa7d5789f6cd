package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.message.NodenetPayload;
import io.nodenet.spring.boot.message.PayloadTypes;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.lang.reflect.Modifier;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Decides which messages are for a listener.
 *
 * @param types what it has asked for; empty for what its payload parameter says
 * @param from whose messages; empty for those of everybody
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
        if (type == null || payload == null) {
            return true;
        }
        if (payload == String.class) {
            return false;
        }
        return !isNamed(payload) || type.equals(PayloadTypes.nameOf(payload));
    }

    /** Returns whether senders name a type: not one of the JDK, nor one whose subtypes are what is sent. */
    private static boolean isNamed(Class<?> type) {
        boolean isConcrete = !type.isInterface() && !type.isArray() && !Modifier.isAbstract(type.getModifiers());
        return AnnotatedElementUtils.hasAnnotation(type, NodenetPayload.class)
                || (isConcrete && PayloadTypes.isNamed(type));
    }
}
