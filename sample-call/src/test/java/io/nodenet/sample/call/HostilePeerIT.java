package io.nodenet.sample.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.sample.call.client.MediaStream;
import io.nodenet.sample.call.media.TestFrames;
import io.nodenet.sample.common.testkit.AnchorNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A contact in a call that keeps to no rule, over QUIC. */
class HostilePeerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final UUID CALL = UUID.randomUUID();
    private static final long FLOOD_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PACKET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long ALLOWED_BYTES = 48L << 20;

    @TempDir
    Path directory;

    private final AnchorNode entry = new AnchorNode();
    private RunningCall alice;
    private RawPeer mallory;

    @BeforeEach
    void start() throws Exception {
        alice = RunningCall.start("Alice", directory, entry.option());
        mallory = new RawPeer(entry.option());
    }

    @AfterEach
    void stop() {
        mallory.close();
        alice.close();
        entry.close();
    }

    private void say(String document) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            mallory.say(NodeId.parse(alice.id()), document);
            return true;
        });
    }

    private MediaSession talk() throws Exception {
        say("{\"v\":1,\"type\":\"contact-request\",\"name\":\"Mallory\"}");
        String id = mallory.id().toString();
        await().atMost(PATIENCE).until(() -> alice.client().stateOf(id).equals("requested"));
        alice.client().accept(id);
        say("{\"v\":1,\"type\":\"ring\",\"call\":\"" + CALL + "\",\"video\":true}");
        await().atMost(PATIENCE).until(() -> alice.client().callState().equals("ringing"));
        alice.client().accept(CALL);
        MediaSession session = mallory.call(NodeId.parse(alice.id()));
        session.listen((channel, payload, receivedNanos) -> {});
        session.sendMessage(16, RawPeer.bytes("{\"type\":\"join\",\"call\":\"" + CALL + "\"}"))
                .join();
        await().atMost(PATIENCE).until(() -> alice.client().callState().equals("active"));
        return session;
    }

    /** Floods for a while, and sends good audio all the time; returns how much of it. */
    private static int talkThrough(MediaSession session, LongConsumer flood) {
        long begun = System.nanoTime();
        long next = begun;
        int sent = 0;
        for (long i = 0; System.nanoTime() - begun < FLOOD_NANOS; i++) {
            if (System.nanoTime() >= next) {
                next += PACKET_NANOS;
                ByteBuffer frame = TestFrames.audio(sent, System.nanoTime() / 1_000, 80);
                ByteBuffer wire = ByteBuffer.allocate(4 + frame.remaining() - 1);
                wire.put(4, frame, 1, frame.remaining() - 1);
                session.sendDatagram(17, wire);
                sent++;
            }
            flood.accept(i);
            if (i % 8 == 0) {
                LockSupport.parkNanos(500_000);
            }
        }
        return sent;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aFloodOfWordsAndVideoIsCountedAndHarmsNeitherSoundNorMemory() throws Exception {
        MediaSession session = talk();
        try (MediaStream page = alice.client().join(CALL)) {
            await().atMost(PATIENCE).until(() -> !page.texts("target").isEmpty());
            long before = used();
            ByteBuffer picture = ByteBuffer.allocate(8_000);

            int sent = talkThrough(session, i -> {
                session.sendMessage(16, RawPeer.bytes("{\"type\":\"ping\",\"t0\":" + i + "}"));
                session.sendMessage(18, picture.putInt(5, (int) i).putLong(9, i));
            });

            await().atMost(PATIENCE).until(() -> page.figures().audio().frames() >= sent * 9L / 10);
            assertThat(page.figures().audio().damaged()).isZero();
            assertThat(page.texts("ping")).hasSizeLessThan(250);
            JsonNode drops = alice.client().get("/api/status").path("drops");
            assertThat(drops.path("rate").asLong()).isGreaterThan(100);
            assertThat(used() - before).isLessThan(ALLOWED_BYTES);
            assertThat(alice.client().callState()).isEqualTo("active");
        }
        alice.client().hangUp(CALL);
        assertThat(session.closed().get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aFloodOfSoundAndOfNonsenseIsCountedAndBounded() throws Exception {
        MediaSession session = talk();
        try (MediaStream page = alice.client().join(CALL)) {
            await().atMost(PATIENCE).until(() -> !page.texts("target").isEmpty());
            long before = used();
            ByteBuffer packet = ByteBuffer.allocate(1_100);
            ByteBuffer nothing = ByteBuffer.allocate(3);

            talkThrough(session, i -> {
                session.sendDatagram(17, packet.putInt(4, (int) i).putLong(8, i));
                session.sendDatagram(17, nothing);
                session.sendDatagram(99, nothing);
                session.sendMessage(16, nothing);
            });

            assertThat(page.figures().audio().frames()).isLessThan(700);
            await().atMost(PATIENCE)
                    .until(() -> alice.client()
                                    .get("/api/status")
                                    .path("drops")
                                    .path("unknown-channel")
                                    .asLong()
                            > 500);
            JsonNode drops = alice.client().get("/api/status").path("drops");
            assertThat(drops.path("rate").asLong()).isGreaterThan(100);
            assertThat(drops.path("malformed").asLong()).isPositive();
            assertThat(used() - before).isLessThan(ALLOWED_BYTES);
            assertThat(alice.client().callState()).isEqualTo("active");
        }
    }
}
