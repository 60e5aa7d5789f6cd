package io.nodenet.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/**
 * Marks threads while they call the application on behalf of a node, so that a stop from within a call does not wait for that call.
 */
public final class CallbackThread {
    private static final ThreadLocal<Object> CALLER = new ThreadLocal<>();

    private CallbackThread() {}

    /** Calls the application on behalf of a caller. */
    public static void call(Object caller, Runnable call) {
        @Nullable Object before = CALLER.get();
        CALLER.set(caller);
        try {
            call.run();
        } finally {
            if (before == null) {
                CALLER.remove();
            } else {
                CALLER.set(before);
            }
        }
    }

    /** Returns whether this thread calls the application on behalf of any node. */
    public static boolean isCurrent() {
        return CALLER.get() != null;
    }

    /** Returns whether this thread calls the application on behalf of a caller. */
    static boolean isCalledBy(Object caller) {
        return caller.equals(CALLER.get());
    }
}
