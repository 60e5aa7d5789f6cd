package io.nodenet.sample.messenger.web;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page: the subjects it has to read anew, and a thread that tells it.
 *
 * <p>Thread-safe. Holds each subject once, so the contacts bound its size.
 */
final class EventStream {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final long HEARTBEAT_SECONDS = 15;

    private final SseEmitter emitter = new SseEmitter(LIFE.toMillis());
    private final Consumer<EventStream> onClosed;
    private final Set<String> subjects = new LinkedHashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean probed;
    private boolean closed;

    EventStream(Consumer<EventStream> onClosed) {
        this.onClosed = onClosed;
    }

    SseEmitter emitter() {
        return emitter;
    }

    void start() {
        emitter.onCompletion(this::close);
        emitter.onTimeout(this::close);
        emitter.onError(error -> close());
        Thread thread = new Thread(this::run, "messenger-page");
        thread.setDaemon(true);
        thread.start();
    }

    /** Notes a subject; never blocks. */
    void publish(String subject) {
        lock.lock();
        try {
            if (subjects.add(subject)) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes something soon, which ends this if the page is gone. */
    void probe() {
        lock.lock();
        try {
            probed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            emitter.send(SseEmitter.event().comment("open"));
            while (!isClosed()) {
                String subject = next();
                emitter.send(
                        subject == null
                                ? SseEmitter.event().comment("still here")
                                : SseEmitter.event().data(subject));
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            emitter.complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            onClosed.accept(this);
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

    /** Waits for a subject and takes it; answers null after a while without one, when probed, or when closed. */
    private @Nullable String next() throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
        lock.lock();
        try {
            while (subjects.isEmpty() && !closed && !probed && left > 0) {
                left = changed.awaitNanos(left);
            }
            probed = false;
            if (closed || subjects.isEmpty()) {
                return null;
            }
            String subject = subjects.iterator().next();
            subjects.remove(subject);
            return subject;
        } finally {
            lock.unlock();
        }
    }
}
