package io.nodenet.sample.common.event;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page: the subjects that it has to reload, and at most one task that notifies it.
 *
 * <p>Thread-safe. Holds each subject once, so the contacts bound its size.
 */
final class EventStream {
    private static final Duration LIFE = Duration.ofHours(1);

    private final SseEmitter emitter = new SseEmitter(LIFE.toMillis());
    private final Executor executor;
    private final Consumer<EventStream> onClosed;
    private final Set<String> subjects = new LinkedHashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean probed;
    private boolean writing;
    private boolean closed;

    EventStream(Executor executor, Consumer<EventStream> onClosed) {
        this.executor = executor;
        this.onClosed = onClosed;
    }

    SseEmitter emitter() {
        return emitter;
    }

    void start() {
        emitter.onCompletion(this::close);
        emitter.onTimeout(this::close);
        emitter.onError(error -> close());
        probe();
    }

    /** Notes a subject; never blocks. */
    void publish(String subject) {
        lock.lock();
        try {
            subjects.add(subject);
            write();
        } finally {
            lock.unlock();
        }
    }

    /** Writes something soon, which ends this if the page is gone. */
    void probe() {
        lock.lock();
        try {
            probed = true;
            write();
        } finally {
            lock.unlock();
        }
    }

    /** Ends this, after what is being written. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (writing) {
                return; // who writes ends it
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    private void write() {
        if (writing || closed) {
            return;
        }
        writing = true;
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            writing = false; // the application shuts down
        }
    }

    private void run() {
        try {
            SseEmitter.SseEventBuilder event = next();
            while (event != null) {
                emitter.send(event);
                event = next();
            }
        } catch (IOException | IllegalStateException e) {
            gone();
        }
        if (isClosed()) {
            end();
        }
    }

    /** Takes the next notification of the page; returns null if there is none, which ends the task. */
    private SseEmitter.@Nullable SseEventBuilder next() {
        lock.lock();
        try {
            if (closed || subjects.isEmpty() && !probed) {
                writing = false;
                return null;
            }
            probed = false;
            if (subjects.isEmpty()) {
                return SseEmitter.event().comment("still here");
            }
            String subject = subjects.iterator().next();
            subjects.remove(subject);
            return SseEmitter.event().data(subject);
        } finally {
            lock.unlock();
        }
    }

    private void gone() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        emitter.complete();
        onClosed.accept(this);
    }
}
