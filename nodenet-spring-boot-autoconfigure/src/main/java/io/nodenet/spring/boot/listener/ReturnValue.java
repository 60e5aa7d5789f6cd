package io.nodenet.spring.boot.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * The return value of a listener method: nothing, an object, a stage, or a reactive type with one value if its library is on the class
 * path, such as Reactor's {@code Mono}.
 */
final class ReturnValue {
    /** By name, because Spring's messaging may be absent from the class path. */
    private static final String SPRING_MESSAGE = "org.springframework.messaging.Message";

    private final Class<?> type;
    private final @Nullable ReactiveAdapter adapter;

    /**
     * Reads a return type.
     *
     * @throws IllegalArgumentException if values of the type cannot be a reply; the message names the remedy
     */
    ReturnValue(Class<?> type) {
        this.type = type;
        if (type.getName().equals(SPRING_MESSAGE)) {
            throw new IllegalArgumentException(
                    "it returns a Message, but a reply cannot carry application headers: return the payload");
        }
        boolean isStage = CompletionStage.class.isAssignableFrom(type);
        this.adapter =
                isStage ? null : ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
        if (adapter != null && adapter.isMultiValue()) {
            throw new IllegalArgumentException("it returns " + type.getSimpleName()
                    + ", but a reply is a single message: return an object, a CompletableFuture or a Mono");
        }
        if (!isStage && Future.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("it returns " + type.getSimpleName()
                    + ", which can only be awaited by blocking: return an object, a CompletableFuture or a Mono");
        }
    }

    PayloadHandler.Answer answer() {
        return type == void.class ? PayloadHandler.Answer.ACKNOWLEDGEMENT : PayloadHandler.Answer.VALUE;
    }

    /** Returns a value as it is, or its stage. */
    @Nullable
    Object of(@Nullable Object returned) {
        if (returned == null || adapter == null) {
            return returned;
        }
        ReactiveAdapter stages = ReactiveAdapterRegistry.getSharedInstance().getAdapter(CompletableFuture.class);
        return stages == null ? returned : stages.fromPublisher(adapter.toPublisher(returned));
    }
}
