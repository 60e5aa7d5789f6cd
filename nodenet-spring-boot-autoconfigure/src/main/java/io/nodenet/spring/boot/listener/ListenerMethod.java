package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.InvalidPayloadException;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** One {@link NodenetListener} method as a handler: determines its arguments once, and converts the payload of each message. */
final class ListenerMethod implements PayloadHandler {
    private final String id;
    private final Supplier<Object> bean;
    private final Method method;
    private final String node;
    private final ListenerArguments arguments;
    private final MessageSelector selector;
    private final ReturnValue returnValue;
    private final ListenerLane lane;
    private volatile ListenerState state = ListenerState.RUNNING;

    /**
     * Creates the handler of a method, which is invoked on the object that the supplier returns.
     *
     * @param arguments the arguments of its calls
     * @param lane holds the messages that wait for it
     * @throws InvalidListenerException if the return type cannot be a reply; the message names the method and the remedy
     */
    ListenerMethod(
            String id,
            Supplier<Object> bean,
            Method method,
            String node,
            ListenerArguments arguments,
            MessageSelector selector,
            ListenerLane lane) {
        this.id = id;
        this.bean = bean;
        this.method = method;
        this.node = node;
        this.returnValue = returnValue();
        this.arguments = arguments;
        this.selector = selector;
        this.lane = lane;
        ReflectionUtils.makeAccessible(method);
    }

    private ReturnValue returnValue() {
        try {
            return new ReturnValue(method.getReturnType());
        } catch (IllegalArgumentException e) {
            throw new InvalidListenerException(method, String.valueOf(e.getMessage()));
        }
    }

    String id() {
        return id;
    }

    String node() {
        return node;
    }

    ListenerStatus status() {
        ListenerQueue queue = lane.queue();
        return new ListenerStatus(state, lane.concurrency(), queue.size(), queue.dropped());
    }

    synchronized void start() {
        state = ListenerState.RUNNING;
        lane.queue().resume();
    }

    /** Stops accepting messages; those that wait are handled. */
    synchronized void stop() {
        state = ListenerState.STOPPED;
        lane.queue().resume();
    }

    /** Pauses the listener, whose messages then wait; a stopped listener stays stopped. */
    synchronized void pause() {
        if (state == ListenerState.RUNNING) {
            lane.queue().pause();
            state = ListenerState.PAUSED;
        }
    }

    /** Resumes the listener if it is paused. */
    synchronized void resume() {
        if (state == ListenerState.PAUSED) {
            start();
        }
    }

    @Override
    public boolean accepts(ReceivedMessage message) {
        return state != ListenerState.STOPPED && selector.accepts(message);
    }

    @Override
    public ListenerLane lane() {
        return lane;
    }

    @Override
    public Answer answer() {
        return returnValue.answer();
    }

    @Override
    public @Nullable Object handle(ReceivedMessage message) throws Exception {
        @Nullable Object[] values = arguments.of(message);
        try {
            return returnValue.of(method.invoke(bean.get(), values));
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getTargetException();
            if (thrown instanceof Error error) {
                throw error;
            }
            // these would say that the payload was at fault
            if (thrown instanceof MessageConversionException || thrown instanceof InvalidPayloadException) {
                throw new IllegalStateException("The listener " + id + " failed: " + thrown.getMessage(), thrown);
            }
            throw thrown instanceof Exception exception ? exception : e;
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
