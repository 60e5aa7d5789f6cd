package io.nodenet.sample.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodenet.sample.common.testkit.AnchorNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole applications and an anchor over QUIC in one JVM. */
class TwoMessengersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final AnchorNode entry = new AnchorNode();
    private RunningMessenger alice;
    private RunningMessenger bob;

    @BeforeEach
    void start() throws InterruptedException {
        alice = startAlice();
        bob = startBob();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        entry.close();
    }

    /** Returns the options that Alice is started with. */
    String[] optionsOfAlice(String anchor) {
        return new String[] {anchor};
    }

    private RunningMessenger startAlice() throws InterruptedException {
        return RunningMessenger.start("Alice", directory, optionsOfAlice(entry.option()));
    }

    private RunningMessenger startBob() throws InterruptedException {
        return RunningMessenger.start("Bob", directory, entry.option());
    }

    private void befriend() {
        alice.client().invite(bob.id(), "Bob");
        await().atMost(PATIENCE).until(() -> bob.client().stateOf(alice.id()).equals("requested"));
        bob.client().accept(alice.id());
        await().atMost(PATIENCE).until(() -> alice.client().stateOf(bob.id()).equals("accepted"));
    }

    private void awaitAcknowledged() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alice.statesTo(bob)).isNotEmpty().containsOnly("acknowledged"));
    }

    @Test
    void contactsTalkBothWaysOnceTheRequestIsAccepted() {
        befriend();
        List<String> forth = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            forth.add("forth " + i);
            alice.client().say(bob.id(), "forth " + i);
            back.add("back " + i);
            bob.client().say(alice.id(), "back " + i);
        }
        awaitAcknowledged();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bob.statesTo(alice)).containsOnly("acknowledged"));
        assertThat(bob.heardFrom(alice)).isEqualTo(forth);
        assertThat(alice.heardFrom(bob)).isEqualTo(back);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alice.client()
                                .get("/api/status")
                                .path("presence")
                                .path(bob.id())
                                .asString())
                        .as("contacts keep an edge to each other")
                        .isEqualTo("direct"));
    }

    @Test
    void whatIsWrittenWhileOneIsAwayArrivesOnceAndInOrderAfterBothRestarted() throws InterruptedException {
        befriend();
        alice.client().say(bob.id(), "before");
        awaitAcknowledged();
        String bobsId = bob.id();
        bob.close();
        List<String> texts = new ArrayList<>(List.of("before"));
        for (int i = 0; i < 40; i++) {
            texts.add("while away " + i);
            alice.client().say(bobsId, "while away " + i);
        }
        assertThat(alice.statesTo(bobsId)).contains("sent").doesNotContain("received");

        alice.close();
        bob = startBob();
        alice = startAlice();
        awaitAcknowledged();
        assertThat(bob.heardFrom(alice)).isEqualTo(texts);
    }
}
