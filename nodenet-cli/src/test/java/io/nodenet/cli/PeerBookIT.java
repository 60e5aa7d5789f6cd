package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that comes back with {@code --peers} after its only anchor has gone for good. */
@Timeout(600)
class PeerBookIT {
    @TempDir
    Path directory;

    @Test
    void processThatComesBackJoinsByItsPeerBook() throws Exception {
        Path book = directory.resolve("a.peers");
        String seed = "02".repeat(32);
        String anchor;
        ConsoleProcess entry = ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + "01".repeat(32));
        anchor = "--anchor=" + entry.entry();
        try (ConsoleProcess b = ConsoleProcess.node(directory, "--difficulty=0", anchor, "--seed=" + "03".repeat(32))) {
            b.await("edge", entry.id());
            try (ConsoleProcess a =
                    ConsoleProcess.node(directory, "--difficulty=0", anchor, "--seed=" + seed, "--peers=" + book)) {
                a.await("edge", b.id());
            }
            assertThat(book).content().contains(b.entry());
            entry.close();

            try (ConsoleProcess a =
                    ConsoleProcess.node(directory, "--difficulty=0", anchor, "--seed=" + seed, "--peers=" + book)) {
                a.await("edge", b.id());
            }
        }
    }
}
