package io.nodenet.spring.boot.autoconfigure;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Creates the threads on which messages are handled: virtual threads if the application enables them. */
public final class ThreadFactories {
    private ThreadFactories() {}

    /** Returns a function from name prefixes to thread factories. */
    public static Function<String, ThreadFactory> of(Environment environment) {
        boolean isVirtual = Threading.VIRTUAL.isActive(environment);
        return prefix -> isVirtual
                ? new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory()
                : new CustomizableThreadFactory(prefix);
    }
}
