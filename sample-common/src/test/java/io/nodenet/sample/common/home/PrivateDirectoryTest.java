package io.nodenet.sample.common.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions")
class PrivateDirectoryTest {
    private static final String H2 = "jdbc:h2:file:${sample.directory}/messenger;WRITE_DELAY=0";

    private final StandardEnvironment environment = new StandardEnvironment();

    @TempDir
    Path temporary;

    /** Starts an application in a directory as far as this listener. */
    private void prepare(Path directory, String url) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "test", Map.of("sample.directory", directory.toString(), "spring.datasource.url", url)));
        new PrivateDirectory()
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(), new SpringApplication(), new String[0], environment));
    }

    private static Path create(Path file, String permissions) throws IOException {
        return Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString(permissions));
    }

    private Path directory(String permissions) throws IOException {
        return Files.setPosixFilePermissions(
                Files.createDirectory(temporary.resolve("messenger")), PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void newDirectoryAndDatabaseAreForTheUserAlone() throws IOException {
        Path directory = temporary.resolve("a").resolve("b");

        prepare(directory, H2);

        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("messenger.mv.db"))).isEqualTo("rw-------");
    }

    @Test
    void anotherDatabaseGetsNoFile() {
        prepare(temporary.resolve("messenger"), "jdbc:postgresql://localhost/messenger");

        assertThat(temporary.resolve("messenger")).isEmptyDirectory();
    }

    @Test
    void directoryThatOthersCanReadIsRefusedWithTheRemedy() throws IOException {
        Path directory = directory("rwxr-xr-x");

        assertThatExceptionOfType(DirectoryException.class)
                .isThrownBy(() -> prepare(directory, H2))
                .withMessage(directory + " is open to others (rwxr-xr-x): name a directory for this purpose alone,"
                        + " or if it is one, run chmod 700 " + directory);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void eachFileOfTheDatabaseThatOthersCanReadIsNamed() throws IOException {
        Path directory = directory("rwx------");
        Path database = create(directory.resolve("messenger.mv.db"), "rw-r--r--");
        Path trace = create(directory.resolve("messenger.trace.db"), "rw-r-----");
        create(directory.resolve("notes.txt"), "rw-r--r--");

        assertThatExceptionOfType(DirectoryException.class)
                .isThrownBy(() -> prepare(directory, H2))
                .withMessageContaining("chmod 600 " + database)
                .withMessageContaining("chmod 600 " + trace)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("notes"));
    }

    @Test
    void privateDirectoryAndDatabaseAreTaken() throws IOException {
        Path directory = directory("rwx------");
        Path database = create(directory.resolve("messenger.mv.db"), "rw-------");

        prepare(directory, H2);

        assertThat(database).exists();
    }

    @Test
    void directoryOfAnotherUserIsRefused() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give directories away");
        Path directory = directory("rwx------");
        UserPrincipal nobody =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(directory, nobody);

        assertThatExceptionOfType(DirectoryException.class)
                .isThrownBy(() -> prepare(directory, H2))
                .withMessageContaining(directory + " belongs to nobody");
    }

    @Test
    void relativePathBecomesAbsolute() throws IOException {
        Path relative =
                Path.of("").toAbsolutePath().relativize(temporary.toRealPath()).resolve("r");
        assertThat(relative).isRelative();

        prepare(relative, H2);

        assertThat(environment.getProperty("sample.directory"))
                .isEqualTo(relative.toAbsolutePath().toString());
        assertThat(temporary.resolve("r").resolve("messenger.mv.db")).exists();
    }

    @Test
    void tildeIsTheHomeDirectory() {
        String home = System.getProperty("user.home");
        System.setProperty("user.home", temporary.toString());
        try {
            prepare(Path.of("~", "messenger"), H2);
        } finally {
            System.setProperty("user.home", home);
        }
        assertThat(environment.getProperty("sample.directory"))
                .isEqualTo(temporary.resolve("messenger").toString());
        assertThat(temporary.resolve("messenger").resolve("messenger.mv.db")).exists();
    }

    @Test
    void homeOfAnotherUserIsRefused() {
        assertThatExceptionOfType(DirectoryException.class)
                .isThrownBy(() -> prepare(Path.of("~bob", "messenger"), H2))
                .withMessageContaining("write the path in full");
    }

    @Test
    void unusableDirectoryIsNamed() throws IOException {
        Path blocked = Files.createFile(temporary.resolve("file")).resolve("messenger");

        assertThatExceptionOfType(DirectoryException.class)
                .isThrownBy(() -> prepare(blocked, H2))
                .withMessageContaining(blocked.toString());
    }

    @Test
    void buildCreatesNoDirectory() {
        System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
        try {
            prepare(temporary.resolve("messenger"), H2);
        } finally {
            System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
        }
        assertThat(temporary).isEmptyDirectory();
    }
}
