package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserPathsTest {
    private final UserPaths paths = new UserPaths("/home/u", Map.of());

    @Test
    void leadingTildeIsTheHomeDirectory() {
        assertThat(paths.read("~/x.seed")).isEqualTo(Path.of("/home/u/x.seed"));
        assertThat(paths.read("~")).isEqualTo(Path.of("/home/u"));
        assertThat(paths.expand(Path.of("~/a/b"))).isEqualTo(Path.of("/home/u/a/b"));
    }

    @Test
    void everyOtherPathStaysAsItIs() {
        for (String text : new String[] {"x.seed", "./~/x.seed", "/a/~/x.seed", "~x.seed", "a~/b", ""}) {
            assertThat(paths.read(text)).isEqualTo(Path.of(text));
        }
    }

    @Test
    void homeOfAnotherUserIsRefusedWithTheRemedy() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> paths.read("~bob/x.seed"))
                .withMessageContaining("~bob/x.seed")
                .withMessageContaining("in full");
    }

    @Test
    void tildeWithoutAHomeIsRefusedWithTheRemedy() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new UserPaths("?", Map.of()).read("~/x.seed"))
                .withMessageContaining("~/x.seed")
                .withMessageContaining("in full");
    }

    @Test
    void whatIsNotAPathIsRefusedWithTheRemedy() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> paths.read("x\0.seed"))
                .withMessageContaining("LC_ALL=C.UTF-8");
    }
}
