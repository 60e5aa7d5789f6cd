package io.nodenet.spring.boot.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** A timer whose time a test sets. */
public final class ManualTimer implements RequestTimer {
    private final Map<Runnable, Duration> due = new LinkedHashMap<>();
    private Duration now = Duration.ZERO;

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Runnable own = task::run;
        due.put(own, now.plus(delay));
        return () -> due.remove(own);
    }

    /** Runs what is due within a while. */
    public void advance(Duration by) {
        now = now.plus(by);
        for (Map.Entry<Runnable, Duration> task : new ArrayList<>(due.entrySet())) {
            if (task.getValue().compareTo(now) <= 0 && due.remove(task.getKey()) != null) {
                task.getKey().run();
            }
        }
    }

    /** Returns how many tasks wait. */
    public int size() {
        return due.size();
    }
}
