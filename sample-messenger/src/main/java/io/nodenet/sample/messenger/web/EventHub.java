package io.nodenet.sample.messenger.web;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.PageProperties;
import io.nodenet.sample.messenger.delivery.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages what to read anew. A page is told that something changed, never what: however slow it is, each subject waits for it
 * once, and nothing is lost.
 *
 * <p>Thread-safe. Ends before the web server, which would wait for open pages otherwise.
 */
@Component
public class EventHub implements Changes, SmartLifecycle {
    private final int limit;
    private final List<EventStream> streams = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean running;

    EventHub(PageProperties properties) {
        this.limit = properties.subscribers();
    }

    /**
     * Adds an open page.
     *
     * @throws TooManyPagesException if there are too many already; those that are gone unnoticed make room soon
     */
    SseEmitter open() {
        EventStream stream = new EventStream(this::closed);
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

    @Override
    public void contacts() {
        publish("contacts");
    }

    @Override
    public void chat(NodeId contact) {
        publish("chat:" + contact);
    }

    private void publish(String subject) {
        for (EventStream stream : streams()) {
            stream.publish(subject);
        }
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

    /** As many pages are open as are served. */
    static final class TooManyPagesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyPagesException(int limit) {
            super("More than " + limit + " pages are open: close one");
        }
    }
}
