package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/** One {@link NodenetListener} method as a handler: works its arguments out once, converts the payload for each message. */
final class ListenerMethod implements PayloadHandler {
    private final String id;
    private final Supplier<Object> bean;
    private final Method method;
    private final String node;
    private final NodenetMessageConverter converter;
    private final List<Argument> arguments;
    private final MessageSelector selector;
    private final ReturnValue returnValue;
    private @Nullable Class<?> payloadType;
    private volatile boolean running = true;

    /** Makes one argument for a message. */
    @FunctionalInterface
    private interface Argument {
        Object of(ReceivedMessage message);
    }

    /**
     * Makes the handler of a method that can be invoked on what the supplier answers.
     *
     * @throws InvalidListenerException if the method cannot be a listener; the message names it and the remedy
     */
    ListenerMethod(
            String id,
            Supplier<Object> bean,
            Method method,
            String node,
            NodenetMessageConverter converter,
            Set<String> types,
            Set<NodeId> from) {
        this.id = id;
        this.bean = bean;
        this.method = method;
        this.node = node;
        this.converter = converter;
        this.returnValue = returnValue();
        this.arguments = arguments();
        this.selector = new MessageSelector(types, from, payloadType);
        ReflectionUtils.makeAccessible(method);
    }

    private ReturnValue returnValue() {
        try {
            return new ReturnValue(method.getReturnType());
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private List<Argument> arguments() {
        List<Argument> found = new ArrayList<>();
        Set<Class<?>> kinds = new HashSet<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            ResolvableType type = ResolvableType.forMethodParameter(new MethodParameter(method, i));
            Argument metadata = metadata(type.toClass());
            Class<?> kind = metadata == null ? Object.class : type.toClass();
            if (!kinds.add(kind)) {
                throw refused(
                        metadata == null
                                ? "two parameters would be the payload: besides one, declare only InboundMessage, NodeId,"
                                        + " MessagePath, NodenetHeaders and Instant"
                                : "two parameters have the type " + kind.getSimpleName() + ": remove one");
            }
            found.add(metadata == null ? payload(type) : metadata);
        }
        if (found.isEmpty()) {
            throw refused("it has no parameters: declare the message, its payload or its originator");
        }
        return List.copyOf(found);
    }

    private Argument payload(ResolvableType type) {
        try {
            converter.checkType(type);
        } catch (MessageConversionException e) {
            throw new InvalidListenerException(method, e);
        }
        payloadType = type.toClass();
        return message -> converter.fromMessage(message, type);
    }

    private static @Nullable Argument metadata(Class<?> type) {
        if (type == InboundMessage.class) {
            return ReceivedMessage::message;
        }
        if (type == NodeId.class) {
            return message -> message.message().originator();
        }
        if (type == MessagePath.class) {
            return message -> message.message().path();
        }
        if (type == NodenetHeaders.class) {
            return ReceivedMessage::headers;
        }
        return type == Instant.class ? message -> message.message().receivedAt() : null;
    }

    private InvalidListenerException refused(String why) {
        return new InvalidListenerException(method, why);
    }

    String id() {
        return id;
    }

    String node() {
        return node;
    }

    boolean isRunning() {
        return running;
    }

    void setRunning(boolean value) {
        running = value;
    }

    @Override
    public boolean accepts(ReceivedMessage message) {
        return running && selector.accepts(message);
    }

    @Override
    public Answer answer() {
        return returnValue.answer();
    }

    @Override
    public @Nullable Object handle(ReceivedMessage message) throws Exception {
        Object[] values =
                arguments.stream().map(argument -> argument.of(message)).toArray();
        try {
            return returnValue.of(method.invoke(bean.get(), values));
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof Error error) {
                throw error;
            }
            throw e.getTargetException() instanceof Exception thrown ? thrown : e;
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
