package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    @TempDir
    Path temporary;

    @BeforeEach
    void assumePosix() throws IOException {
        assumeTrue(
                Files.getFileStore(temporary).supportsFileAttributeView("posix"),
                "the file system knows no POSIX permissions");
    }

    private static Path withPermissions(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void createdFilesAndDirectoriesAreForTheOwnerAloneAndHaveNoFlaw() throws IOException {
        Path directory = temporary.resolve("a").resolve("b");
        Path file = directory.resolve("file");

        PrivateFiles.createDirectories(directory);
        PrivateFiles.createFile(file);

        assertThat(Files.getPosixFilePermissions(temporary.resolve("a")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(PrivateFiles.flaw(directory)).isEmpty();
        assertThat(PrivateFiles.flaw(file)).isEmpty();
    }

    @Test
    void existingFileStaysAsItIs() throws IOException {
        Path file = Files.write(temporary.resolve("file"), new byte[] {1});

        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> PrivateFiles.createFile(file));
        assertThat(Files.readAllBytes(file)).containsExactly(1);
    }

    @Test
    void replacedFileIsForTheOwnerAloneWhateverLayThere() throws IOException {
        Path file = withPermissions(Files.write(temporary.resolve("file"), new byte[] {1}), "rw-rw-rw-");

        PrivateFiles.replace(file, new byte[] {2, 3});

        assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(temporary).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void fileAndItsDirectoriesAreMadeByReplacing() throws IOException {
        Path file = temporary.resolve("a").resolve("file");

        PrivateFiles.replace(file, new byte[] {1});

        assertThat(Files.readAllBytes(file)).containsExactly(1);
        assertThat(PrivateFiles.flaw(temporary.resolve("a"))).isEmpty();
    }

    @Test
    void linkIsReplacedAndWhatItNamesStaysAsItIs() throws IOException {
        Path named = Files.write(temporary.resolve("named"), new byte[] {1});
        Path link = Files.createSymbolicLink(temporary.resolve("link"), named);

        PrivateFiles.replace(link, new byte[] {2});

        assertThat(Files.readAllBytes(named)).containsExactly(1);
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(Files.readAllBytes(link)).containsExactly(2);
    }

    @Test
    void failedReplacementLeavesNothingBehind() throws IOException {
        Path taken = Files.createDirectory(temporary.resolve("taken"));
        Files.createFile(taken.resolve("file"));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> PrivateFiles.replace(taken, new byte[] {1}));
        assertThat(temporary).isDirectoryNotContaining(path -> !path.equals(taken));
    }

    @Test
    void whatAKilledProcessLeftBehindIsNoObstacle() throws IOException {
        Path file = temporary.resolve("file");
        Files.write(temporary.resolve(".file.tmp"), new byte[] {9});

        PrivateFiles.replace(file, new byte[] {1});

        assertThat(Files.readAllBytes(file)).containsExactly(1);
        assertThat(temporary).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void readerSeesOneContentOrTheOtherAndNeverAPartOrNone() throws Exception {
        Path file = temporary.resolve("file");
        byte[] ones = new byte[1 << 15];
        byte[] twos = new byte[1 << 15];
        Arrays.fill(ones, (byte) 1);
        Arrays.fill(twos, (byte) 2);
        PrivateFiles.replace(file, ones);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 50; i++) {
                try {
                    PrivateFiles.replace(file, i % 2 == 0 ? twos : ones);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        while (!writer.isDone()) {
            assertThat(Files.readAllBytes(file)).isIn(ones, twos);
        }
        writer.get();
    }

    @Test
    void accessForGroupOrOthersIsAFlawWithTheRemedy() throws IOException {
        Path file = withPermissions(Files.createFile(temporary.resolve("file")), "rw-r-----");
        Path directory = withPermissions(Files.createDirectory(temporary.resolve("directory")), "rwxr-xr-x");

        assertThat(PrivateFiles.flaw(file)).contains("is open to others (rw-r-----): run chmod 600 " + file);
        assertThat(PrivateFiles.flaw(directory))
                .as("a shared directory, such as /tmp, is not to be closed to everybody else")
                .contains(
                        "is open to others (rwxr-xr-x): name a directory for this purpose alone, or if it is one, run chmod 700 "
                                + directory);
    }

    @Test
    void anotherOwnerIsAFlawWithTheNameAndTheRemedy() throws IOException {
        Path file = withPermissions(Files.createFile(temporary.resolve("file")), "rw-------");
        String owner = Files.getOwner(file).getName();

        assertThat(PrivateFiles.flaw(file, Set.of("somebody-else")))
                .contains("belongs to " + owner
                        + ": make sure that nobody has planted it, then run chown somebody-else " + file);
        assertThat(PrivateFiles.flaw(file, Set.of(owner))).isEmpty();
    }

    @Test
    void missingFileIsNotJudged() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> PrivateFiles.flaw(temporary.resolve("missing")));
    }
}
