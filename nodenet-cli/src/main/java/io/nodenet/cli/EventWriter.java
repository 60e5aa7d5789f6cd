package io.nodenet.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/**
 * Writes events as JSON lines, one at a time (docs/console.md).
 *
 * <p>Thread-safe. Events before {@link #open} wait for it, so that {@code ready} is the first line; events after {@link #finish} are
 * dropped, so that {@code stopped} is the last.
 */
final class EventWriter {
    private static final JSON LINES = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private final PrintWriter out;
    private @Nullable List<String> waiting = new ArrayList<>();
    private boolean finished;

    EventWriter(PrintWriter out) {
        this.out = out;
    }

    /** Starts an event; fields keep the order in which they are put. */
    static Map<String, @Nullable Object> event(String name) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", name);
        return event;
    }

    /** Writes one event. */
    void write(Map<String, @Nullable Object> event) {
        String line = LINES.asString(event);
        synchronized (this) {
            if (finished) {
                return;
            }
            if (waiting == null) {
                out.println(line);
            } else {
                waiting.add(line);
            }
        }
    }

    /** Writes the first event, then those that were waiting. */
    synchronized void open(Map<String, @Nullable Object> first) {
        List<String> held = waiting;
        waiting = null;
        write(first);
        if (held != null) {
            held.forEach(out::println);
        }
    }

    /** Writes the last event, after those that were waiting for {@link #open}. */
    synchronized void finish(Map<String, @Nullable Object> last) {
        if (waiting == null) {
            write(last);
        } else {
            open(last);
        }
        finished = true;
    }
}
