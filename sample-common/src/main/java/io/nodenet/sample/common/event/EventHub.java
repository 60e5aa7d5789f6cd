package io.nodenet.sample.common.event;

import io.nodenet.sample.common.PageProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Notifies open pages of subjects to reload. A page learns that a subject has changed, not its content: even for a slow page, each subject
 * waits once, and nothing is lost.
 *
 * <p>Thread-safe. Ends before the web server, which would wait for open pages otherwise.
 */
@Component
public class EventHub implements SmartLifecycle {
    private static final long HEARTBEAT_SECONDS = 15;

    private final int limit;
    private final Executor executor;
    private final List<EventStream> streams = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean running;

    EventHub(PageProperties properties, @Qualifier("applicationTaskExecutor") Executor executor) {
        this.limit = properties.subscribers();
        this.executor = executor;
    }

    /**
     * Adds an open page.
     *
     * @throws TooManyPagesException if there are already too many; pages that have disappeared make room soon
     */
    SseEmitter open() {
        EventStream stream = new EventStream(executor, this::closed);
        lock.lock();
        try {
            if (!running || streams.size() >= limit) {
                streams.forEach(EventStream::probe);
                throw new TooManyPagesException(limit);
            }
            streams.add(stream);
        } finally {
            lock.unlock();
        }
        stream.start();
        return stream.emitter();
    }

    /** Makes all open pages reload a subject, such as {@code contacts}, or {@code chat:} and an id; never blocks. */
    public void publish(String subject) {
        streams().forEach(stream -> stream.publish(subject));
    }

    /** Sends a keepalive to pages, and detects those that are gone. */
    @Scheduled(fixedDelay = HEARTBEAT_SECONDS, timeUnit = TimeUnit.SECONDS)
    void probe() {
        streams().forEach(EventStream::probe);
    }

    private List<EventStream> streams() {
        lock.lock();
        try {
            return List.copyOf(streams);
        } finally {
            lock.unlock();
        }
    }

    private void closed(EventStream stream) {
        lock.lock();
        try {
            streams.remove(stream);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        streams().forEach(EventStream::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Thrown when the maximum number of pages is open. */
    static final class TooManyPagesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyPagesException(int limit) {
            super("Too many pages are open, at most " + limit + ": close one");
        }
    }
}
