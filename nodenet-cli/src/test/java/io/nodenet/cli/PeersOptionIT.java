package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.identity.PrivateFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with {@code --peers}, which knows nobody else. */
@Timeout(600)
class PeersOptionIT {
    private static final String SEED = "03".repeat(32);

    @TempDir
    Path directory;

    @Test
    void processJoinsByItsPeerBookAndWritesItWhenItIsStopped() throws Exception {
        Path book = directory.resolve("a.peers");
        String key = HexFormat.of()
                .formatHex(Identity.fromSeed(HexFormat.of().parseHex(SEED)).publicKey());
        try (ConsoleProcess peer = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + SEED)) {
            String text = "# nodenet peer book 1\n" + peer.entry() + ' ' + key + '\n';
            PrivateFiles.replace(book, text.getBytes(StandardCharsets.US_ASCII));
            try (ConsoleProcess process =
                    ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + "02".repeat(32), "--peers=" + book)) {
                process.await("edge", peer.id());
                process.endInput();

                assertThat(process.awaitEnd()).isZero();
            }
            assertThat(book).content().contains(peer.entry() + ' ' + key).isNotEqualTo(text);
        }
    }
}
