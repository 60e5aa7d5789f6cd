package io.nodenet.cli.demo;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Counts the messages that arrive between Alice and Bob, and takes their time. */
final class DemoCheck {
    private static final int MESSAGES = 100;
    private static final int WAIT_SECONDS = 5;
    private static final int SETTLE_MILLIS = 500;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintWriter out;
    private final Direction forth = new Direction("alice to bob");
    private final Direction back = new Direction("bob to alice");

    DemoCheck(PrintWriter out) {
        this.out = out;
    }

    /** Starts the overlay, sends everything, prints the result, and tells whether each message arrived exactly once. */
    boolean run(Function<Inboxes, DemoOverlay> start) throws InterruptedException {
        try (DemoOverlay overlay = start.apply(new Inboxes(back::arrived, forth::arrived))) {
            for (int i = 0; i < MESSAGES; i++) {
                forth.exchange(overlay.alice(), overlay.bob(), i);
                back.exchange(overlay.bob(), overlay.alice(), i);
            }
            Thread.sleep(SETTLE_MILLIS);
            boolean routed = overlay.isRoutedOnly();
            out.println(
                    routed
                            ? "alice and bob have no edge to each other: every message went through the entry point"
                            : "FAILED: alice and bob have an edge to each other");
            boolean complete = forth.report(out) & back.report(out);
            out.println(routed && complete ? "ok" : "FAILED");
            return routed && complete;
        }
    }

    /** The messages from one node to another. */
    private static final class Direction {
        private final String title;
        private final Map<String, Integer> copies = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
        private final List<Long> nanos = new ArrayList<>();

        Direction(String title) {
            this.title = title;
        }

        void exchange(DemoNode from, DemoNode to, int index) throws InterruptedException {
            String text = title + ' ' + index;
            CountDownLatch arrival = new CountDownLatch(1);
            awaited.put(text, arrival);
            long sent = System.nanoTime();
            from.send(to, text.getBytes(StandardCharsets.UTF_8));
            if (arrival.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                nanos.add(System.nanoTime() - sent);
            }
        }

        void arrived(byte[] payload) {
            String text = new String(payload, StandardCharsets.UTF_8);
            copies.merge(text, 1, Integer::sum);
            CountDownLatch arrival = awaited.get(text);
            if (arrival != null) {
                arrival.countDown();
            }
        }

        boolean report(PrintWriter out) {
            long once = copies.entrySet().stream()
                    .filter(copy -> awaited.containsKey(copy.getKey()) && copy.getValue() == 1)
                    .count();
            int unexpected =
                    copies.values().stream().mapToInt(Integer::intValue).sum() - (int) once;
            out.printf(
                    Locale.ROOT,
                    "%s: %d of %d arrived exactly once, %d copies too many, median %.1f ms%n",
                    title,
                    once,
                    MESSAGES,
                    unexpected,
                    median() / NANOS_PER_MILLI);
            return once == MESSAGES && unexpected == 0;
        }

        private double median() {
            if (nanos.isEmpty()) {
                return Double.NaN;
            }
            Collections.sort(nanos);
            return nanos.get(nanos.size() / 2);
        }
    }
}
