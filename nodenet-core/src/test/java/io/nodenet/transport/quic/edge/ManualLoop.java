package io.nodenet.transport.quic.edge;

import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A loop whose time passes when told to. */
final class ManualLoop implements NodeLoop, TimeSource {
    private record Task(long at, Runnable body) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    /** Lets time pass, running what becomes due in order. */
    void advance(long nanos) {
        long end = now + nanos;
        while (true) {
            Task next = tasks.stream()
                    .filter(task -> task.at <= end)
                    .min(Comparator.comparingLong(Task::at))
                    .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            tasks.remove(next);
            now = Math.max(now, next.at);
            next.body.run();
        }
    }

    int scheduled() {
        return tasks.size();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(new Task(now, task));
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Task scheduled = new Task(now + delayNanos, task);
        tasks.add(scheduled);
        return () -> tasks.remove(scheduled);
    }

    @Override
    public TimeSource time() {
        return this;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long wallNanos() {
        return now;
    }
}
