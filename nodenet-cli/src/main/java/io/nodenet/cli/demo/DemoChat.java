package io.nodenet.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Lets a person speak as Alice and as Bob until the input ends. */
final class DemoChat {
    private static final int PATIENCE_SECONDS = 2;
    private static final int POLL_MILLIS = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final BufferedReader in;
    private final PrintWriter out;
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile long sentNanos;

    DemoChat(Reader in, PrintWriter out) {
        this.in = new BufferedReader(in);
        this.out = out;
    }

    /** Starts the overlay and carries lines to and fro. */
    void run(Function<Inboxes, DemoOverlay> start) throws IOException, InterruptedException {
        Inboxes inboxes =
                new Inboxes(payload -> heard("alice", "bob", payload), payload -> heard("bob", "alice", payload));
        try (DemoOverlay overlay = start.apply(inboxes)) {
            out.println("Three nodes run, each in a process of its own:");
            introduce(overlay.entry());
            introduce(overlay.alice());
            introduce(overlay.bob());
            out.println("Alice and Bob know the entry point only; what they say goes through it.");
            out.println("Type 'a: hello' to speak as Alice, 'b: hello' to speak as Bob, 'q' to end.");
            String line = in.readLine();
            while (line != null && !line.strip().equals("q")) {
                speak(overlay, line.strip());
                line = in.readLine();
            }
            awaitHeard();
        }
    }

    /** Lets the last words arrive when the input was a file. */
    private void awaitHeard() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (unheard.get() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void introduce(DemoNode node) {
        out.printf(Locale.ROOT, "  %-6s %s  %s%n", node.name(), node.id(), node.endpoint());
    }

    private void speak(DemoOverlay overlay, String line) {
        int colon = line.indexOf(':');
        String speaker = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        byte[] words = line.substring(colon + 1).strip().getBytes(StandardCharsets.UTF_8);
        switch (speaker) {
            case "a", "alice" -> say(overlay.alice(), overlay.bob(), words);
            case "b", "bob" -> say(overlay.bob(), overlay.alice(), words);
            default -> {
                if (!line.isEmpty()) {
                    out.println("Say who speaks: 'a: ...' or 'b: ...'; 'q' ends.");
                }
            }
        }
    }

    private void say(DemoNode from, DemoNode to, byte[] words) {
        sentNanos = System.nanoTime();
        unheard.incrementAndGet();
        from.send(to, words);
    }

    private void heard(String listener, String speaker, byte[] payload) {
        unheard.decrementAndGet();
        out.printf(
                Locale.ROOT,
                "%s hears from %s after %.1f ms: %s%n",
                listener,
                speaker,
                (System.nanoTime() - sentNanos) / NANOS_PER_MILLI,
                new String(payload, StandardCharsets.UTF_8));
    }
}
