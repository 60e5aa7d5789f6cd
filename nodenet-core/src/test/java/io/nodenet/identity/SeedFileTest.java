package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodenet.IdentityException;
import io.nodenet.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedFileTest {
    private final Identity identity = Identity.generate();

    @TempDir
    Path directory;

    @Test
    void createdFileHoldsTheSeedAndLoadsAgain() throws IOException {
        Path file = directory.resolve("seed");

        assertThat(SeedFile.create(file, identity)).isTrue();

        assertThat(Files.readAllBytes(file)).isEqualTo(identity.seed());
        assertThat(SeedFile.load(file).nodeId()).isEqualTo(identity.nodeId());
        assertThat(namesIn(directory)).containsExactly("seed");
    }

    @Test
    void fileAndMissingDirectoriesAreForTheOwnerAlone() throws IOException {
        assumePosix();
        Path file = directory.resolve("a").resolve("b").resolve("seed");

        SeedFile.create(file, identity);

        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("a"))).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("a").resolve("b"))).isEqualTo("rwx------");
    }

    @Test
    void existingFileIsNeverOverwritten() throws IOException {
        Path file = Files.write(directory.resolve("seed"), new byte[] {1, 2, 3});

        assertThat(SeedFile.create(file, identity)).isFalse();

        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
        assertThat(namesIn(directory)).containsExactly("seed");
    }

    @Test
    void exactlyOneOfManyCreatorsWins() throws IOException {
        Path file = directory.resolve("seed");
        List<Identity> identities =
                IntStream.range(0, 8).mapToObj(i -> Identity.generate()).toList();

        List<CompletableFuture<Boolean>> attempts = new ArrayList<>();
        for (Identity each : identities) {
            attempts.add(CompletableFuture.supplyAsync(() -> SeedFile.create(file, each)));
        }

        List<Boolean> won = attempts.stream().map(CompletableFuture::join).toList();
        assertThat(won).containsOnlyOnce(true);
        assertThat(SeedFile.load(file).nodeId())
                .isEqualTo(identities.get(won.indexOf(true)).nodeId());
        assertThat(namesIn(directory)).containsExactly("seed");
    }

    @Test
    void L14_shortIdentityFileIsRefused() throws IOException {
        Path file = ownerOnly(Files.write(directory.resolve("seed"), new byte[31]));

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("31 bytes instead of 32")
                .withMessageContaining("backup");
    }

    @Test
    void longAndEmptyFilesAreRefused() throws IOException {
        Path tooLong = ownerOnly(Files.write(directory.resolve("long"), new byte[5000]));
        Path empty = ownerOnly(Files.write(directory.resolve("empty"), new byte[0]));

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(tooLong))
                .withMessageContaining("more than 32 bytes");
        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(empty))
                .withMessageContaining("0 bytes");
    }

    @Test
    void missingFileIsNamed() {
        Path file = directory.resolve("missing");

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("NoSuchFile");
    }

    @Test
    void fileThatOthersMayReadIsRefusedWithTheRemedy() throws IOException {
        assumePosix();
        Path file = Files.write(directory.resolve("seed"), identity.seed());
        for (String open : List.of("rw-r-----", "rw----r--", "rw-rw-rw-", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));

            assertThatExceptionOfType(IdentityException.class)
                    .isThrownBy(() -> SeedFile.load(file))
                    .withMessageContaining(open)
                    .withMessageContaining("chmod 600 " + file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(SeedFile.load(file).nodeId()).isEqualTo(identity.nodeId());
    }

    @Test
    void directoriesAndDevicesAreRefusedWithoutTheAdviceToCloseThem() {
        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(directory))
                .withMessage("The identity file " + directory + " is a directory: name a file in it");
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "there is no /dev/null");
        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(device))
                .withMessage("The identity file /dev/null is not a regular file: name another one");
    }

    @Test
    void fileOfAnotherOwnerIsRefusedWithTheRemedy() throws IOException {
        assumePosix();
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
        Path file = directory.resolve("seed");
        SeedFile.create(file, identity);
        UserPrincipal nobody =
                file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(file, nobody);

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.load(file))
                .withMessageContaining("The identity file " + file + " belongs to nobody")
                .withMessageContaining("chown root " + file);
    }

    @Test
    void L15_identityFileOfTheGoToolYieldsTheSameNodeId() {
        Vectors.load("identity.json").each("seeds", row -> {
            Path file = directory.resolve(row.string("seed"));
            ownerOnly(Files.write(file, row.bytes("seed")));

            assertThat(SeedFile.load(file).nodeId()).hasToString(row.string("node_id"));
            row.ignore(row.names().toArray(String[]::new));
        });
    }

    @Test
    void unusableDirectoryIsNoticedBeforeTheWork() throws IOException {
        Path blocked = Files.write(directory.resolve("file"), new byte[1]).resolve("seed");

        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> SeedFile.requireCreatable(blocked))
                .withMessageContaining(blocked.toString());
        assertThatExceptionOfType(IdentityException.class).isThrownBy(() -> SeedFile.create(blocked, identity));
        assertThat(namesIn(directory)).containsExactly("file");
    }

    @Test
    void checkingTheDirectoryLeavesNothingBehind() throws IOException {
        SeedFile.requireCreatable(directory.resolve("seed"));

        assertThat(namesIn(directory)).isEmpty();
    }

    private static Path ownerOnly(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private void assumePosix() throws IOException {
        assumeTrue(isPosix(directory), "the file system knows no POSIX permissions");
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
