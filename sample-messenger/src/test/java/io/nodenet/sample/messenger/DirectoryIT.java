package io.nodenet.sample.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.sample.common.home.DirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The whole application over directories that its user names. */
@ExtendWith(OutputCaptureExtension.class)
class DirectoryIT {
    @TempDir
    Path temporary;

    @Test
    void relativeDirectoryIsTaken() throws IOException, InterruptedException {
        Path relative = Path.of("").toAbsolutePath().relativize(temporary.toRealPath());
        try (RunningMessenger messenger = RunningMessenger.start("Alice", relative)) {
            assertThat(messenger.id()).hasSize(64);
        }
        assertThat(temporary.resolve("Alice")).isDirectoryContaining("glob:**messenger.mv.db");
        assertThat(temporary.resolve("Alice")).isDirectoryContaining("glob:**node.seed");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions")
    void whatOthersCanReadStopsTheStartWithTheRemedy(CapturedOutput output) throws Exception {
        String id;
        try (RunningMessenger messenger = RunningMessenger.start("Alice", temporary)) {
            id = messenger.id();
        }
        Path home = temporary.resolve("Alice");
        Path database = home.resolve("messenger.mv.db");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(DirectoryException.class)
                .isThrownBy(() -> RunningMessenger.start("Alice", temporary));
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("run chmod 700 " + home)
                .contains("run chmod 600 " + database);

        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-------"));
        try (RunningMessenger messenger = RunningMessenger.start("Alice", temporary)) {
            assertThat(messenger.id()).isEqualTo(id);
        }
    }
}
