package io.nodenet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.pow.MintingProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    @Test
    void echoAnswersEverythingButEchoes() {
        assertThat(Echo.answerTo("hi".getBytes(UTF_8))).isEqualTo("echo:hi".getBytes(UTF_8));
        assertThat(Echo.answerTo(new byte[0])).isEqualTo("echo:".getBytes(UTF_8));
        assertThat(Echo.answerTo("echo:hi".getBytes(UTF_8))).isNull();
        assertThat(Echo.answerTo("echo:".getBytes(UTF_8))).isNull();
    }

    @Test
    void payloadsAreLoggedWithoutControlCharacters() {
        assertThat(MessageLog.quoted("a\"\\\n\u001b[2J\u202e€".getBytes(UTF_8)))
                .isEqualTo("\"a\\\"\\\\\\u000a\\u001b[2J\\u202e€\"");
        assertThat(MessageLog.quoted("a\u2028b\u2029\u0085\udb40\udc41".getBytes(UTF_8)))
                .as("separators of lines and invisible tags")
                .isEqualTo("\"a\\u2028b\\u2029\\u0085\\udb40\\udc41\"");
        assertThat(MessageLog.quoted("x".repeat(500).getBytes(UTF_8)))
                .hasSize(205)
                .endsWith("\"...");
    }

    enum Colour {
        DARK_RED
    }

    record Snapshot(
            NodeId id, Colour colour, Duration age, Optional<String> no, List<Colour> all, Map<Colour, Long> counts) {}

    @Test
    void recordsBecomePlainValues() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("id", NodeId.ZERO.toString());
        expected.put("colour", "dark-red");
        expected.put("age", 1.5);
        expected.put("no", null);
        expected.put("all", List.of("dark-red"));
        expected.put("counts", Map.of("dark-red", 3L));
        assertThat(PlainValues.of(new Snapshot(
                        NodeId.ZERO,
                        Colour.DARK_RED,
                        Duration.ofNanos(1_500_000),
                        Optional.empty(),
                        List.of(Colour.DARK_RED),
                        Map.of(Colour.DARK_RED, 3L))))
                .isEqualTo(expected);
    }

    @Test
    void eventsWaitForTheFirstAndEndWithTheLast() {
        StringWriter out = new StringWriter();
        EventWriter writer = new EventWriter(new PrintWriter(out));
        writer.write(EventWriter.event("early"));
        writer.open(EventWriter.event("ready"));
        writer.finish(EventWriter.event("stopped"));
        writer.write(EventWriter.event("late"));
        assertThat(out.toString().lines())
                .containsExactly("{\"event\":\"ready\"}", "{\"event\":\"early\"}", "{\"event\":\"stopped\"}");
    }

    @Test
    void mintingIsReportedEveryTwoSeconds() {
        StringWriter out = new StringWriter();
        AtomicLong clock = new AtomicLong();
        MintReport report = new MintReport(new PrintWriter(out), clock::get);
        report.started(Path.of("x.seed"), 16);
        for (int i = 0; i < 10; i++) {
            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
            report.progressed(
                    new MintingProgress(16, 10_000, Duration.ofNanos(clock.get()), 20_000, Duration.ofMillis(3277)));
        }
        report.minted(Identity.fromSeed(new byte[Identity.SEED_LENGTH]));
        assertThat(out.toString().lines())
                .hasSize(4)
                .element(1)
                .isEqualTo("  10,000 attempts in 2.0 s, 20.0 thousand per second, expected 3.3 s in total");
    }
}
