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
 * <p>Its parameters, in any order and each at most once: {@link io.nodenet.node.InboundMessage} the message, {@link io.nodenet.kad.NodeId}
 * its originator, {@link io.nodenet.node.MessagePath} its path, {@link java.time.Instant} the time at which it was accepted, {@link
 * io.nodenet.spring.boot.message.NodenetHeaders} its headers, and one of any other type, the payload: {@code byte[]}, {@link String}, or
 * what the {@link NodenetMessageConverter} makes of it. With {@code spring-messaging} on the class path, which the starter brings, also
 * {@code Message<T>}, a message with its payload and {@link io.nodenet.spring.boot.message.MessagingHeaders headers}, and parameters with
 * {@code @Header}, {@code @Headers} or {@code @Payload}. A payload with {@code @Valid} or {@code @Validated} is validated before the call;
 * see {@link InvalidPayloadException}.
 *
 * <p>Called as a {@link NodenetMessageHandler} is. What the method returns is the reply if the message is a {@linkplain
 * NodenetTemplate#request request}: an object, or a {@link java.util.concurrent.CompletionStage} or, where Reactor is on the class path, a
 * {@code Mono} of one, neither of which delays other messages. If several methods handle a request, the first one that returns a value
 * replies; a method that returns void acknowledges a request to which no other method replies. The return value for an ordinary message is
 * dropped.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(ListenerReflection.class)
public @interface NodenetListener {
    /**
     * The unique ID by which the listener is started, paused and stopped; may contain placeholders. Empty: the simple name of the class and
     * the name of the method, {@code Shop.price}, with the types of the parameters if the class has several of that name, and a number for
     * each further bean of the class.
     */
    String id() default "";

    /**
     * The number of threads dedicated to the listener, 1 to 1,024; may contain placeholders. Messages of one originator are still handled
     * in order, one at a time, but later than by other listeners: they wait in a queue of {@code nodenet.listener.max-pending-messages},
     * beyond which they are dropped and counted. Empty: the threads that all listeners share, {@code nodenet.listener.concurrency}, without
     * a queue.
     */
    String concurrency() default "";

    /**
     * The names of the payload types that are handled, as given by their senders ({@link io.nodenet.spring.boot.message.NodenetPayload}).
     * None: the type of the payload parameter, and messages without a type name; if there is no payload parameter, or its type is {@code
     * byte[]}, {@code Object}, a type of the JDK or abstract, all messages.
     */
    String[] types() default {};

    /**
     * The peers whose messages are handled: NodeIDs, or names of {@code nodenet.peers}; may contain placeholders. None: all.
     */
    String[] from() default {};

    /** The name of the node whose messages are handled, in an application with several nodes; may contain placeholders. */
    String node() default NodenetNodes.DEFAULT;
}
