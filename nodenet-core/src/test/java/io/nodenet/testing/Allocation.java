package io.nodenet.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures what an action allocates on the heap, for decoders that must not believe a declared count.
 *
 * <p>Works on the calling thread and for HotSpot only.
 */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Returns the bytes that an action allocates once its classes are loaded: it runs twice. */
    public static long bytesOf(Runnable action) {
        action.run();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Returns the most bytes that decoding an input of a length may allocate: a fair multiple of it, and no more. */
    public static long fairShare(int inputLength) {
        return 64L * 1024 + 64L * inputLength;
    }
}
