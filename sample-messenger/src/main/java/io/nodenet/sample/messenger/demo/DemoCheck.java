package io.nodenet.sample.messenger.demo;

import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.messenger.client.MessengerClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Sends messages in both directions, and reports whether each arrived once and in order, and the time until its acknowledgement. */
final class DemoCheck {
    private static final int MESSAGES = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintWriter out;
    private final Direction forth;
    private final Direction back;

    DemoCheck(DemoNetwork network, PrintWriter out) {
        String run = UUID.randomUUID().toString();
        this.out = out;
        this.forth = new Direction(network.alice(), network.bob(), run);
        this.back = new Direction(network.bob(), network.alice(), run);
    }

    /** Sends everything, prints the result, and returns whether each message arrived exactly once and in order. */
    boolean run() throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            forth.say(i);
            back.say(i);
        }
        return forth.report(out) & back.report(out);
    }

    /** The messages from one messenger to the other. */
    private static final class Direction {
        private final SampleProcess<MessengerClient> from;
        private final SampleProcess<MessengerClient> to;
        private final String run;
        private final long sentSince;
        private final long receivedSince;

        Direction(SampleProcess<MessengerClient> from, SampleProcess<MessengerClient> to, String run) {
            this.from = from;
            this.to = to;
            this.run = run;
            this.sentSince = from.client().revision(to.id());
            this.receivedSince = to.client().revision(from.id());
        }

        private String text(int index) {
            return from.name() + " to " + to.name() + ", " + index + " of run " + run;
        }

        void say(int index) {
            from.client().say(to.id(), text(index));
        }

        boolean report(PrintWriter out) throws InterruptedException {
            from.await("acknowledgements of " + to.name(), () -> acknowledged().size() == MESSAGES);
            List<String> expected =
                    IntStream.range(0, MESSAGES).mapToObj(this::text).toList();
            List<String> arrived = ofThisRun(to.client().messagesSince(from.id(), receivedSince), false).stream()
                    .map(message -> message.path("text").asString())
                    .toList();
            long once = expected.stream()
                    .filter(text -> arrived.indexOf(text) >= 0 && arrived.indexOf(text) == arrived.lastIndexOf(text))
                    .count();
            out.printf(
                    Locale.ROOT,
                    "%s to %s: %d of %d arrived exactly once, %s; median time until acknowledged %.1f ms%n",
                    from.name(),
                    to.name(),
                    once,
                    MESSAGES,
                    arrived.equals(expected) ? "in order" : "NOT in order",
                    medianNanos() / NANOS_PER_MILLI);
            return arrived.equals(expected);
        }

        private List<JsonNode> acknowledged() {
            return ofThisRun(from.client().messagesSince(to.id(), sentSince), true).stream()
                    .filter(message -> message.path("state").asString().equals("acknowledged"))
                    .toList();
        }

        private List<JsonNode> ofThisRun(List<JsonNode> messages, boolean outgoing) {
            return messages.stream()
                    .filter(message -> message.path("outgoing").asBoolean() == outgoing)
                    .filter(message -> message.path("text").asString().endsWith(run))
                    .toList();
        }

        private double medianNanos() {
            return acknowledged().stream()
                    .mapToLong(message -> Duration.between(
                                    Instant.parse(message.path("writtenAt").asString()),
                                    Instant.parse(message.path("acknowledgedAt").asString()))
                            .toNanos())
                    .sorted()
                    .skip(MESSAGES / 2)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
