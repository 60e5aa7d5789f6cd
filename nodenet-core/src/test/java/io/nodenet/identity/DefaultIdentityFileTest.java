package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultIdentityFileTest {
    private static final Path HOME = Path.of("/home/u");

    private static Path file(String system, String home, Map<String, String> environment) {
        return DefaultIdentityFile.path(system, new UserPaths(home, environment), environment, "nodenet");
    }

    private static Path fileOf(String application) {
        return DefaultIdentityFile.path("Linux", new UserPaths("/home/u", Map.of()), Map.of(), application);
    }

    @Test
    void eachApplicationHasAFileOfItsOwnWhateverItsName() {
        Path directory = HOME.resolve(".config/nodenet");
        assertThat(fileOf("orders-2")).isEqualTo(directory.resolve("orders-2.seed"));
        assertThat(fileOf("../a b/ü*")).isEqualTo(directory.resolve("..%2Fa+b%2F%C3%BC%2A.seed"));
        assertThat(fileOf("..").getParent()).isEqualTo(directory);
    }

    @Test
    void followsTheCustomsOfTheOperatingSystem() {
        assertThat(file("Linux", "/home/u", Map.of())).isEqualTo(HOME.resolve(".config/nodenet/nodenet.seed"));
        assertThat(file("Linux", "/home/u", Map.of("XDG_CONFIG_HOME", "/x")))
                .isEqualTo(Path.of("/x/nodenet/nodenet.seed"));
        assertThat(file("Mac OS X", "/home/u", Map.of("XDG_CONFIG_HOME", "/x")))
                .isEqualTo(HOME.resolve("Library/Application Support/nodenet/nodenet.seed"));
        assertThat(file("Windows 11", "/home/u", Map.of("APPDATA", "/a")))
                .isEqualTo(Path.of("/a/nodenet/nodenet.seed"));
    }

    @Test
    void relativeDirectoriesOfTheEnvironmentAreIgnored() {
        assertThat(file("Linux", "/home/u", Map.of("XDG_CONFIG_HOME", "x")))
                .isEqualTo(HOME.resolve(".config/nodenet/nodenet.seed"));
        assertThat(file("Windows 11", "/home/u", Map.of("APPDATA", "a")))
                .isEqualTo(HOME.resolve("AppData/Roaming/nodenet/nodenet.seed"));
    }

    @Test
    void withoutAUserNameTheHomeOfTheEnvironmentIsTaken() {
        for (String unknown : new String[] {"?", "", " ", "home"}) {
            assertThat(file("Linux", unknown, Map.of("HOME", "/h")))
                    .as("user.home \"%s\"", unknown)
                    .isEqualTo(Path.of("/h/.config/nodenet/nodenet.seed"));
        }
    }

    @Test
    void withoutAnyHomeThePersonIsAskedForAFile() {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("HOME", "?"), Map.of("HOME", "h"))) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> file("Linux", "?", environment))
                    .withMessageContaining("home directory")
                    .withMessageContaining("--identity")
                    .withMessageContaining("nodenet.identity.location");
        }
        assertThat(file("Linux", "?", Map.of("XDG_CONFIG_HOME", "/x"))).isEqualTo(Path.of("/x/nodenet/nodenet.seed"));
    }

    @Test
    void homeThatCannotBeWrittenAsAPathIsNamedWithTheRemedy() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> file("Linux", "/home/u\0", Map.of()))
                .withMessageContaining("/home/u")
                .withMessageContaining("LC_ALL=C.UTF-8");
    }
}
