package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultIdentityFileTest {
    @Test
    void followsTheCustomsOfTheOperatingSystem() {
        Path home = Path.of("/home/u");
        assertThat(DefaultIdentityFile.path("Linux", "/home/u", Map.of()))
                .isEqualTo(home.resolve(".config/nodenet/nodenet.seed"));
        assertThat(DefaultIdentityFile.path("Linux", "/home/u", Map.of("XDG_CONFIG_HOME", "/x")))
                .isEqualTo(Path.of("/x/nodenet/nodenet.seed"));
        assertThat(DefaultIdentityFile.path("Mac OS X", "/home/u", Map.of("XDG_CONFIG_HOME", "/x")))
                .isEqualTo(home.resolve("Library/Application Support/nodenet/nodenet.seed"));
        assertThat(DefaultIdentityFile.path("Windows 11", "/home/u", Map.of("APPDATA", "/a")))
                .isEqualTo(Path.of("/a/nodenet/nodenet.seed"));
    }
}
