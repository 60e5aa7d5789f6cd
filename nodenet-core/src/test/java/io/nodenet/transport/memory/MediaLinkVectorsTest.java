package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Losses, delays and reordering of media links as recorded. */
@Tag("vectors")
class MediaLinkVectorsTest {
    /** A monotonic clock may be below zero. */
    private static final long START_NANOS = -Duration.ofHours(1).toNanos();

    private final Vectors vectors = Vectors.load("mem.json");

    @Test
    void everyPartOfTheFileIsChecked() {
        assertThat(vectors.names()).containsExactly("link", "pcg", "reorder");
    }

    @Test
    void generatorDrawsTheRecordedNumbers() {
        vectors.each("pcg", row -> {
            long seed = Long.parseUnsignedLong(row.string("seed"), 16);
            PcgDxsm bits = new PcgDxsm(seed);
            for (String expected : row.strings("uint64")) {
                assertThat(bits.next()).isEqualTo(Long.parseUnsignedLong(expected, 16));
            }
            PcgDxsm doubles = new PcgDxsm(seed);
            for (Object expected : row.list("float64")) {
                assertThat(doubles.nextDouble()).isEqualTo(((Number) expected).doubleValue());
            }
            bounded(row, "int64n_1048576", seed, 1 << 20);
            bounded(row, "int64n_20000000", seed, 20_000_000);
        });
    }

    private static void bounded(Row row, String name, long seed, long bound) {
        PcgDxsm random = new PcgDxsm(seed);
        for (Object expected : row.list(name)) {
            assertThat(random.nextLong(bound)).isEqualTo(((Number) expected).longValue());
        }
    }

    @Test
    void linksLoseAndDelayWhatTheyWereRecordedTo() {
        vectors.each("link", row -> {
            MediaLinkModel link = new MediaLinkModel(profile(row.row("profile")));
            for (Row event : row.rows("events")) {
                MediaLinkModel.Verdict verdict = link.send(event.integer("bytes"), START_NANOS + event.int64("t_ns"));
                assertThat(verdict).isEqualTo(verdict(event.string("verdict")));
                assertThat(link.delayNanos()).isEqualTo(event.int64("delay_ns"));
            }
        });
    }

    private static MediaLinkProfile profile(Row row) {
        return MediaLinkProfile.CLEAR
                .withSeed(row.int64("seed"))
                .withLoss(row.decimal("loss"))
                .withJitter(Duration.ofNanos(row.int64("jitter_ns")))
                .withBottleneck(row.int64("rate_bytes_per_sec"), row.int64("queue_bytes"))
                .withMaxFrameBytes(row.integer("mtu"));
    }

    private static MediaLinkModel.Verdict verdict(String name) {
        return switch (name) {
            case "deliver" -> MediaLinkModel.Verdict.DELIVERED;
            case "drop_net" -> MediaLinkModel.Verdict.LOST;
            case "drop_mtu" -> MediaLinkModel.Verdict.TOO_LARGE;
            default -> throw new AssertionError("Unknown verdict " + name);
        };
    }

    @Test
    void heldDatagramsAreOvertakenAsRecorded() {
        vectors.each("reorder", row -> {
            List<Integer> delivered = new ArrayList<>();
            HeldBack<Integer> queue = new HeldBack<>(delivered::add);
            MediaLinkProfile profile = MediaLinkProfile.CLEAR.withReordering(row.integer("every"), row.integer("hold"));
            row.list("sent").forEach(datagram -> queue.arrive((Integer) datagram, profile));
            assertThat(delivered).isEqualTo(row.list("delivered"));
        });
    }
}
