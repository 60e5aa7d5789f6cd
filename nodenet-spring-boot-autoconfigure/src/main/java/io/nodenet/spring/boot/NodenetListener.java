package io.nodenet.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks a method of a bean that handles inbound messages.
 *
 * <p>Its parameters, in any order and each at most once: {@link io.nodenet.node.InboundMessage} the message, {@link
 * io.nodenet.kad.NodeId} its originator, {@link io.nodenet.node.MessagePath} how it came, {@link java.time.Instant} when it was taken in, {@link io.nodenet.spring.boot.message.NodenetHeaders} its headers,
 * and one of any other type, the payload: {@code byte[]}, {@link String}, or what the {@link NodenetMessageConverter} makes of it. With {@code spring-messaging} on the class path, which the starter
 * brings, also {@code Message<T>}, a message with its payload and {@link io.nodenet.spring.boot.message.MessagingHeaders headers}, and what has {@code @Header}, {@code @Headers} or
 * {@code @Payload}. A payload with {@code @Valid} or {@code @Validated} is validated before the call; see {@link InvalidPayloadException}.
 *
 * <p>Called as a {@link NodenetMessageHandler} is. What the method returns is the reply if the message is a {@linkplain NodenetTemplate#request request}: an object,
 * or a {@link java.util.concurrent.CompletionStage} or, where Reactor is on the class path, a {@code Mono} of one, which holds up no other message. If several methods take a
 * request, the first one that returns something replies; a method that returns void acknowledges a request to which nobody else replies. The reply to an ordinary message is
 * dropped.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(ListenerReflection.class)
public @interface NodenetListener {
    /**
     * The ID under which the listener is started, paused and stopped, with placeholders; no other listener has it. Empty: the simple name of the class and
     * the name of the method, {@code Shop.price}, with the types of the parameters if the class has several of that name, and a number for each further bean of the
     * class.
     */
    String id() default "";

    /**
     * The number of threads of its own on which the listener handles messages, 1 to 1,024, with placeholders. Messages of one originator are still handled one after the other, in their order, but later than by
     * other listeners: they wait in a queue of {@code nodenet.listener.max-pending-messages}, beyond which they are dropped and counted. Empty: the threads that all
     * listeners share, {@code nodenet.listener.concurrency}, without a queue.
     */
    String concurrency() default "";

    /**
     * The names of the payload types that are handled, as their senders say ({@link io.nodenet.spring.boot.message.NodenetPayload}). None: that of the
     * payload parameter, and messages that do not say what they are; where there is no such parameter, or it is {@code byte[]}, {@code Object}, of
     * the JDK or abstract, all messages.
     */
    String[] types() default {};

    /**
     * The peers whose messages are handled: NodeIDs, or names of {@code nodenet.peers}; with placeholders. None: all.
     */
    String[] from() default {};

    /** The name of the node whose messages are handled, where an application has several; with placeholders. */
    String node() default NodenetNodes.DEFAULT;
}
