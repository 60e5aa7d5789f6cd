package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** One {@link NodenetListener} method as a handler: works its arguments out once, converts the payload for each message. */
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
     * Makes the handler of a method that can be invoked on what the supplier returns.
     *
     * @param arguments what it is called with
     * @param lane where messages wait for it
     * @throws InvalidListenerException if the method returns what cannot be a reply; the message names it and the remedy
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

    /** Takes no more messages; those that wait are handled. */
    synchronized void stop() {
        state = ListenerState.STOPPED;
        lane.queue().resume();
    }

    /** Has messages wait; a listener that is stopped stays that. */
    synchronized void pause() {
        if (state == ListenerState.RUNNING) {
            lane.queue().pause();
            state = ListenerState.PAUSED;
        }
    }

    /** Goes on if it is paused. */
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
