package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;

/** The arguments of a listener method: determined once from its parameters, and created for each message. Thread-safe. */
final class ListenerArguments {
    private final Class<?> beanType;
    private final Method method;
    private final PayloadReader payloads;
    private final @Nullable MessagingArguments messaging;
    private final List<Argument> arguments = new ArrayList<>();
    private final Set<Class<?>> kinds = new HashSet<>();
    private @Nullable Class<?> payloadType;

    /**
     * Determines the arguments of a method.
     *
     * @param beanType the class of the bean, which determines the type variables of the method's parameters
     * @param method the method as declared by that class or above it, with its annotations
     * @param messaging creates the arguments for parameters of Spring's messaging; null if that is not on the class path
     * @throws InvalidListenerException if the method cannot be a listener; the message names it and the remedy
     */
    ListenerArguments(
            Class<?> beanType, Method method, PayloadReader payloads, @Nullable MessagingArguments messaging) {
        this.beanType = beanType;
        this.method = method;
        this.payloads = payloads;
        this.messaging = messaging;
        DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
        for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
            parameter.initParameterNameDiscovery(names);
            arguments.add(argument(parameter));
        }
        if (arguments.isEmpty()) {
            throw refused("it has no parameters: declare the message, its payload or its originator");
        }
    }

    private Argument argument(MethodParameter parameter) {
        ResolvableType type =
                ResolvableType.forType(GenericTypeResolver.resolveType(parameter.getGenericParameterType(), beanType));
        try {
            Argument special = messaging == null ? null : messagingArgument(messaging, parameter, type);
            if (special != null) {
                return special;
            }
            Argument metadata = metadata(type.toClass());
            if (metadata == null) {
                return payload(parameter, type);
            }
            if (!kinds.add(type.toClass())) {
                throw refused("two parameters have the type " + type.toClass().getSimpleName() + ": remove one");
            }
            return metadata;
        } catch (MessageConversionException e) {
            throw new InvalidListenerException(method, e);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Argument messagingArgument(
            MessagingArguments makes, MethodParameter parameter, ResolvableType type) {
        if (MessagingArguments.isPayload(parameter) && !MessagingArguments.isMessage(type)) {
            Argument payload = payload(parameter, type);
            return MessagingArguments.isOptional(parameter)
                    ? message -> message.body().length == 0 ? null : payload.of(message)
                    : payload;
        }
        if (MessagingArguments.isImplementation(type)) {
            throw refused("it requires a " + type.toClass().getSimpleName() + ": declare a Message");
        }
        if (!MessagingArguments.isMessage(type)) {
            return makes.header(parameter);
        }
        ResolvableType wanted = type.getGeneric(0);
        Argument payload = wanted.toClass() == Object.class ? ReceivedMessage::body : payload(parameter, wanted);
        return message -> MessagingArguments.message(message, payload.of(message));
    }

    private Argument payload(MethodParameter parameter, ResolvableType type) {
        if (payloadType != null) {
            throw refused(
                    "two parameters would be the payload: besides one, declare only InboundMessage, NodeId, MessagePath,"
                            + " NodenetHeaders, Instant, Message<?>, and parameters with @Header or @Headers");
        }
        Argument payload = payloads.of(parameter, type);
        payloadType = type.toClass();
        return payload;
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

    /** Returns the class of the payload, null if there is no payload parameter. */
    @Nullable
    Class<?> payloadType() {
        return payloadType;
    }

    /** Returns the arguments for a message, as {@link Argument#of} does. */
    @Nullable
    Object[] of(ReceivedMessage message) {
        @Nullable Object[] values = new @Nullable Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).of(message);
        }
        return values;
    }
}
