package io.nodenet.spring.boot.autoconfigure;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Makes the threads on which messages are handled: virtual ones if the application wants those. */
public final class ThreadFactories {
    private ThreadFactories() {}

    /** Returns what makes a factory for each prefix of names. */
    public static Function<String, ThreadFactory> of(Environment environment) {
        boolean isVirtual = Threading.VIRTUAL.isActive(environment);
        return prefix -> isVirtual
                ? new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory()
                : new CustomizableThreadFactory(prefix);
    }
}
