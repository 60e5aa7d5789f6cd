package io.nodenet.sample.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodenet.sample.call.client.MediaStream;
import io.nodenet.sample.common.testkit.AnchorNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A telephone whose peer dies without a word, over QUIC. */
class KilledPeerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A session without a sign of life ends after ten seconds. */
    private static final Duration NOTICED = Duration.ofSeconds(12);

    @TempDir
    Path directory;

    @Test
    void aCallWithAPeerThatWasKilledEndsWithinTwelveSecondsAndThePageIsTold() throws Exception {
        try (AnchorNode entry = new AnchorNode();
                RunningCall alice = RunningCall.start("Alice", directory, entry.option());
                CallProcess bob = CallProcess.start("Bob", directory, entry.option())) {
            bob.client().invite(alice.id(), "Alice");
            await().atMost(PATIENCE)
                    .until(() -> alice.client().stateOf(bob.client().id()).equals("requested"));
            alice.client().accept(bob.client().id());
            await().atMost(PATIENCE)
                    .until(() -> bob.client().stateOf(alice.id()).equals("accepted"));
            UUID call = alice.client().place(bob.client().id(), false);
            await().atMost(PATIENCE).until(() -> bob.client().callState().equals("ringing"));
            bob.client().accept(call);
            await().atMost(PATIENCE).until(() -> alice.client().callState().equals("active"));

            try (MediaStream one = alice.client().join(call);
                    MediaStream other = bob.client().join(call)) {
                other.stream(Duration.ofSeconds(1), 70, 0);
                await().atMost(PATIENCE).until(() -> one.figures().audio().frames() > 40);

                bob.kill();
                await().atMost(NOTICED).until(() -> alice.client().callState().equals("ended"));

                assertThat(alice.client().call().path("reason").asString()).isEqualTo("peer-gone");
                await().atMost(PATIENCE).until(() -> !one.texts("ended").isEmpty());
                assertThat(one.texts("ended").get(0).path("reason").asString()).isEqualTo("peer-gone");
            }
        }
    }
}
