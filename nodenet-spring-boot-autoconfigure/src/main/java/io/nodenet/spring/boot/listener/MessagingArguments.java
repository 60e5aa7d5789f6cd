package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.message.MessagingHeaders;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.PlainText;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.GenericMessage;

/**
 * Creates the arguments of parameters of Spring's messaging: its message, and headers. Used only if that is on the class path. Spring
 * resolves them as in other listeners.
 */
final class MessagingArguments {
    private static final int SHOWN_CHARACTERS = 300;

    private static final Set<String> OWN_NAMES =
            Set.of(MessagingHeaders.ORIGINATOR, MessagingHeaders.PATH, MessageHeaders.TIMESTAMP);

    private final ConversionService conversion;
    private final HandlerMethodArgumentResolver header;
    private final HandlerMethodArgumentResolver headers = new HeadersMethodArgumentResolver();

    /**
     * Creates a resolver for an application.
     *
     * @param beans resolves placeholders in names and defaults, and converts values if it has a conversion service; null for neither
     */
    MessagingArguments(@Nullable ConfigurableBeanFactory beans) {
        ConversionService ofApplication = beans == null ? null : beans.getConversionService();
        this.conversion = ofApplication == null ? ApplicationConversionService.getSharedInstance() : ofApplication;
        this.header = new HeaderMethodArgumentResolver(conversion, beans);
    }

    /**
     * Returns whether a parameter is the payload regardless of its type.
     *
     * @throws IllegalArgumentException if the annotation has an unsupported attribute
     */
    static boolean isPayload(MethodParameter parameter) {
        Payload payload = parameter.getParameterAnnotation(Payload.class);
        if (payload != null && !payload.expression().isEmpty()) {
            throw new IllegalArgumentException("@Payload has an expression, which is not supported: remove it");
        }
        return payload != null;
    }

    /** Returns whether a parameter receives null for a message with an empty payload. */
    static boolean isOptional(MethodParameter parameter) {
        Payload payload = parameter.getParameterAnnotation(Payload.class);
        return payload != null && !payload.required();
    }

    /**
     * Returns the argument of a parameter for one header or for all of them; null if the parameter is for neither.
     *
     * @throws IllegalArgumentException if no message can provide it
     */
    @Nullable
    Argument header(MethodParameter parameter) {
        Header one = parameter.getParameterAnnotation(Header.class);
        if (one != null) {
            check(one.name().isEmpty() ? parameter.getParameterName() : one.name(), parameter);
            return message -> resolve(header, parameter, message);
        }
        if (headers.supportsParameter(parameter)) {
            return message -> resolve(headers, parameter, message);
        }
        if (parameter.hasParameterAnnotation(Headers.class)) {
            throw new IllegalArgumentException("the type of all headers is Map or MessageHeaders, not "
                    + parameter.getParameterType().getSimpleName());
        }
        return null;
    }

    private void check(@Nullable String name, MethodParameter parameter) {
        if (name == null) {
            throw new IllegalArgumentException(
                    "@Header has no name: set one, or compile with -parameters to use the name of the parameter");
        }
        boolean isKnownLater = name.contains("${") || name.contains("#{");
        if (isKnownLater || OWN_NAMES.contains(name)) {
            return;
        }
        if (!NodenetHeaders.isName(name) || name.equals(MessageHeaders.ID)) {
            throw new IllegalArgumentException("no message has a header \"" + name
                    + "\" in Spring's sense: declare @Header(\"name\") with a-z, 0-9, '.', '_' and '-', and not id");
        }
        Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
        if (!conversion.canConvert(String.class, type)) {
            throw new IllegalArgumentException("no text can be converted to a " + type.getSimpleName()
                    + " for the header \"" + name + "\": declare a String, or define a Converter");
        }
    }

    /** Returns whether a type is Spring's message. */
    static boolean isMessage(ResolvableType type) {
        return type.toClass() == Message.class;
    }

    /** Returns whether a type is an implementation of Spring's message. */
    static boolean isImplementation(ResolvableType type) {
        return type.toClass() != Message.class && Message.class.isAssignableFrom(type.toClass());
    }

    /** Returns a message with its headers and a payload. */
    static Message<?> message(ReceivedMessage message, @Nullable Object payload) {
        return new GenericMessage<>(Objects.requireNonNull(payload), new FixedHeaders(message));
    }

    private static @Nullable Object resolve(
            HandlerMethodArgumentResolver resolver, MethodParameter parameter, ReceivedMessage message) {
        try {
            return resolver.resolveArgument(parameter, message(message, message.body()));
        } catch (MessagingException | ConversionException e) {
            // without the cause: its message quotes what a peer sent, which could forge log lines
            throw new MessageConversionException("A header is missing, or is not what the listener expects: "
                    + PlainText.oneLine(String.valueOf(e.getMessage()), SHOWN_CHARACTERS));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A header cannot be resolved", e);
        }
    }

    /** The headers of a message, which has no ID and whose timestamp is the time of its arrival. */
    private static final class FixedHeaders extends MessageHeaders {
        private static final long serialVersionUID = 1L;

        FixedHeaders(ReceivedMessage message) {
            super(values(message), ID_VALUE_NONE, message.message().receivedAt().toEpochMilli());
        }

        private static Map<String, Object> values(ReceivedMessage received) {
            InboundMessage message = received.message();
            Map<String, Object> values = new LinkedHashMap<>(received.headers().asMap());
            values.put(MessagingHeaders.ORIGINATOR, message.originator());
            values.put(MessagingHeaders.PATH, message.path());
            return values;
        }
    }
}
