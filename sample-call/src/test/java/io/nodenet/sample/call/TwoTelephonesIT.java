package io.nodenet.sample.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.nodenet.sample.call.client.CallClient;
import io.nodenet.sample.call.client.MediaStream;
import io.nodenet.sample.call.client.StreamFigures;
import io.nodenet.sample.common.process.ClientException;
import io.nodenet.sample.common.testkit.AnchorNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole applications and an anchor over QUIC in one JVM, each with a scripted page. */
class TwoTelephonesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final AnchorNode entry = new AnchorNode();
    private RunningCall alice;
    private RunningCall bob;

    @BeforeEach
    void start() throws InterruptedException {
        alice = start("Alice");
        bob = start("Bob");
        befriend(alice, bob);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        entry.close();
    }

    private RunningCall start(String name) throws InterruptedException {
        return RunningCall.start(name, directory, entry.option());
    }

    private static void befriend(RunningCall one, RunningCall other) {
        one.client().invite(other.id(), "other");
        await().atMost(PATIENCE).until(() -> other.client().stateOf(one.id()).equals("requested"));
        other.client().accept(one.id());
        await().atMost(PATIENCE).until(() -> one.client().stateOf(other.id()).equals("accepted"));
    }

    private static void awaitState(CallClient client, String state) {
        await().atMost(PATIENCE).until(() -> client.callState().equals(state));
    }

    private static String reason(CallClient client) {
        awaitState(client, "ended");
        return client.call().path("reason").asString();
    }

    private UUID ring() {
        UUID call = alice.client().place(bob.id(), true);
        awaitState(bob.client(), "ringing");
        awaitState(alice.client(), "ringing");
        return call;
    }

    private UUID talk() {
        UUID call = ring();
        bob.client().accept(call);
        awaitState(alice.client(), "active");
        awaitState(bob.client(), "active");
        return call;
    }

    private static void streamBoth(MediaStream one, MediaStream other, Duration duration) {
        CompletableFuture<Void> there = CompletableFuture.runAsync(() -> one.stream(duration, 70, 900));
        CompletableFuture<Void> back = CompletableFuture.runAsync(() -> other.stream(duration, 90, 1_200));
        CompletableFuture.allOf(there, back).join();
    }

    @Test
    void audioAndVideoArriveAsTheyWereSentBothWays() throws Exception {
        UUID call = talk();
        try (MediaStream one = alice.client().join(call);
                MediaStream other = bob.client().join(call)) {
            streamBoth(one, other, Duration.ofSeconds(5));
            await().atMost(PATIENCE)
                    .until(() ->
                            other.figures().audio().frames() >= one.figures().sentAudio() * 95 / 100);

            assertReceived(one.figures(), other.figures());
            assertReceived(other.figures(), one.figures());
            assertThat(one.texts("target")).isNotEmpty();
            await().atMost(PATIENCE).until(() -> !one.texts("stats").isEmpty());
            assertThat(one.texts("stats").get(0).path("path").asString()).isEqualTo("direct");
            one.say("{\"type\":\"figures\",\"delayMedianMs\":80,\"delayP99Ms\":120.5}");
            await().atMost(PATIENCE).until(() -> meters(alice).contains("call_delay_seconds{quantile=\"0.5\"} 0.08"));
            assertThat(meters(alice))
                    .contains(
                            "call_active 1.0",
                            "call_frames_total{direction=\"sent\",kind=\"audio\"} "
                                    + (double) one.figures().sentAudio())
                    .contains("nodenet_media_")
                    .doesNotContain(bob.id())
                    .doesNotContain(call.toString());
            alice.client().hangUp(call);
            assertThat(reason(bob.client())).isEqualTo("hung-up");
            assertThat(other.closed().orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(1_000);
            assertThat(other.texts("ended").get(0).path("reason").asString()).isEqualTo("hung-up");
        }
    }

    private static String meters(RunningCall telephone) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + telephone.port() + "/actuator/prometheus"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** What must come on a machine that is busy with other things, where the sender rightly drops pictures. */
    private static void assertReceived(StreamFigures sender, StreamFigures receiver) {
        assertThat(receiver.audio().frames()).isBetween(sender.sentAudio() * 95 / 100, sender.sentAudio());
        assertThat(receiver.video().frames()).isBetween(sender.sentVideo() / 2, sender.sentVideo());
        assertThat(receiver.audio().damaged()).isZero();
        assertThat(receiver.video().damaged()).isZero();
        assertThat(receiver.video().outOfOrder()).isZero();
        assertThat(receiver.audio().delayMedianMillis()).isLessThan(250);
    }

    @Test
    void aCallMovesToAnotherSessionWithoutAGap() {
        UUID call = talk();
        try (MediaStream one = alice.client().join(call);
                MediaStream other = bob.client().join(call)) {
            CompletableFuture<Void> talking =
                    CompletableFuture.runAsync(() -> streamBoth(one, other, Duration.ofSeconds(6)));
            await().atMost(PATIENCE).until(() -> other.figures().audio().frames() > 50);
            alice.client().move(call);
            talking.join();

            assertThat(alice.client()
                            .get("/api/status")
                            .path("call")
                            .path("moves")
                            .asInt())
                    .isOne();
            assertThat(bob.client()
                            .get("/api/status")
                            .path("call")
                            .path("moves")
                            .asInt())
                    .isOne();
            assertReceived(one.figures(), other.figures());
            assertReceived(other.figures(), one.figures());
            assertThat(other.figures().audio().outOfOrder()).isZero();
            // less than 200 ms in CallMediaTest, where nothing but the move takes time
            assertThat(other.figures().audio().longestGapMillis()).isLessThan(1_000);
            assertThat(one.figures().audio().longestGapMillis()).isLessThan(1_000);
        }
        assertThatExceptionOfType(ClientException.class)
                .isThrownBy(() -> bob.client().move(call))
                .withMessageContaining("409");
    }

    @Test
    void aPageMayBeLoadedAgainAndThereIsOneAtATime() throws Exception {
        UUID call = talk();
        try (MediaStream other = bob.client().join(call)) {
            MediaStream first = alice.client().join(call);
            first.stream(Duration.ofSeconds(1), 70, 900);
            try (MediaStream second = alice.client().join(call)) {
                assertThat(second.closed().get(5, TimeUnit.SECONDS)).isEqualTo(4_409);
            }
            first.close();
            await().atMost(PATIENCE).until(() -> {
                MediaStream again = alice.client().join(call);
                again.stream(Duration.ofSeconds(1), 70, 900);
                return !again.closed().isDone();
            });
            await().atMost(PATIENCE).until(() -> other.figures().audio().frames() >= 95);
            assertThat(other.figures().audio().damaged()).isZero();
            assertThat(bob.client().callState()).isEqualTo("active");
        }
    }

    @Test
    void aCallWhosePageDoesNotComeBackEnds() {
        UUID call = talk();
        alice.client().join(call).close();

        assertThat(reason(bob.client())).isEqualTo("hung-up");
        assertThat(alice.client().call().path("text").asString()).contains("page");
    }

    @Test
    void somebodyElseHearsThatTheCalleeIsBusyOrDoesNotKnowHim() throws Exception {
        UUID call = talk();
        try (RunningCall carol = start("Carol");
                MediaStream one = alice.client().join(call);
                MediaStream other = bob.client().join(call)) {
            assertThatExceptionOfType(ClientException.class)
                    .isThrownBy(() -> carol.client().place(bob.id(), false))
                    .withMessageContaining("404");
            befriend(carol, bob);

            carol.client().place(bob.id(), false);

            assertThat(reason(carol.client())).isEqualTo("busy");
            bob.client().delete("/api/contacts/" + carol.id());
            carol.client().place(bob.id(), false);
            assertThat(reason(carol.client())).isEqualTo("refused");
            assertThat(bob.client().callState()).isEqualTo("active");
            assertThat(one.closed()).isNotDone();
            assertThat(other.closed()).isNotDone();
        }
    }

    @Test
    void aCallThatNobodyTookIsKept() {
        UUID call = ring();
        alice.client().hangUp(call);

        await().atMost(PATIENCE).until(() -> bob.client().get("/api/missed").size() == 1);
        assertThat(bob.client().get("/api/missed").get(0).path("peer").asString())
                .isEqualTo(alice.id());
        assertThat(bob.client().get("/api/missed").get(0).path("seen").asBoolean())
                .isFalse();
        assertThat(bob.client().get("/api/contacts").get(0).path("unread").asInt())
                .isOne();
        bob.client().post("/api/missed/seen", List.of());
        assertThat(bob.client().get("/api/missed").get(0).path("seen").asBoolean())
                .isTrue();
        assertThat(bob.client().get("/api/contacts").get(0).path("unread").asInt())
                .isZero();
    }

    @Test
    void aRefusedCallIsToldAndNotMissed() {
        UUID call = ring();
        bob.client().refuse(call);

        assertThat(reason(alice.client())).isEqualTo("refused");
        assertThat(bob.client().get("/api/missed").size()).isZero();
    }

    @Test
    void whatIsNoFrameClosesThePageAndNotTheCall() throws Exception {
        UUID call = talk();
        for (ByteBuffer message : new ByteBuffer[] {
            ByteBuffer.allocate(0), ByteBuffer.allocate(40), ByteBuffer.wrap(new byte[] {1, 2, 3}), video(65_533)
        }) {
            MediaStream page = joinUntilTaken(call);
            page.send(message);
            assertThat(page.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1_003);
        }
        MediaStream page = joinUntilTaken(call);
        page.say("{\"type\":\"bye\"}");
        assertThat(page.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1_003);
        page = joinUntilTaken(call);
        page.say(" ".repeat(3_000));
        assertThat(page.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1_009);
        page = joinUntilTaken(call);
        page.send(video(140_000));
        assertThat(page.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1_009);
        assertThat(alice.client().callState()).isEqualTo("active");
    }

    private static ByteBuffer video(int bytes) {
        return ByteBuffer.allocate(bytes).put(0, (byte) 2);
    }

    private MediaStream joinUntilTaken(UUID call) {
        for (int i = 0; i < 100; i++) {
            MediaStream page = alice.client().join(call);
            await().atMost(PATIENCE)
                    .until(() -> page.closed().isDone() || !page.texts("target").isEmpty());
            if (!page.closed().isDone()) {
                return page;
            }
        }
        throw new AssertionError("The page cannot join");
    }

    @Test
    void aPageThatNamesNoCallIsTurnedAway() throws Exception {
        try (MediaStream page = alice.client().join(UUID.randomUUID())) {
            assertThat(page.closed().get(5, TimeUnit.SECONDS)).isEqualTo(4_404);
        }
    }

    @Test
    void aPageOfAnotherOriginCannotJoin() {
        UUID call = ring();
        URI media = URI.create("ws://localhost:" + alice.port() + "/media?call=" + call);

        assertThat(HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("Origin", "http://localhost:" + bob.port())
                        .buildAsync(media, new WebSocket.Listener() {}))
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void aTelephoneThatIsClosedHangsUp() {
        UUID call = talk();
        try (MediaStream other = bob.client().join(call)) {
            alice.close();

            assertThat(reason(bob.client())).isEqualTo("hung-up");
            await().atMost(PATIENCE).until(() -> !other.texts("ended").isEmpty());
        }
    }

    @Test
    void whoSendsAsMuchAsIsAllowedIsAllowedMoreWhereThereIsRoom() {
        UUID call = talk();
        try (MediaStream one = alice.client().join(call);
                MediaStream other = bob.client().join(call)) {
            one.streamAsAllowed(Duration.ofSeconds(8));

            assertThat(one.texts("target"))
                    .last()
                    .extracting(target -> target.path("videoBps").asLong())
                    .satisfies(bps -> assertThat(bps).isGreaterThan(300_000));
            assertThat(other.figures().video().damaged()).isZero();
        }
    }

    @Test
    void aBrowserThatReadsNothingLosesFramesAndStallsNobody() {
        UUID call = talk();
        WebSocket deaf = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + alice.port() + "/media?call=" + call), new WebSocket.Listener() {
                            @Override
                            public void onOpen(WebSocket opened) {
                                // asks for nothing
                            }
                        })
                .join();
        try (MediaStream other = bob.client().join(call)) {
            CompletableFuture<Void> pictures =
                    CompletableFuture.runAsync(() -> other.stream(Duration.ofSeconds(60), 70, 60_000));

            await().atMost(PATIENCE)
                    .until(() -> alice.client()
                                    .get("/api/status")
                                    .path("drops")
                                    .path("page-slow")
                                    .asLong()
                            > 100);
            assertThat(alice.client().callState()).isEqualTo("active");
            assertThat(reason(bob.client())).as("once the page is given up").isEqualTo("hung-up");
            pictures.join();
        } finally {
            deaf.abort();
        }
    }
}
