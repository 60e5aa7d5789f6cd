package io.nodenet.sample.messenger.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
    @Test
    void checkHasItsOwnDirectory() {
        assertThat(DemoOptions.parse()).isEqualTo(new DemoOptions(false, Path.of(".demo"), 8080));
        assertThat(DemoOptions.parse("--check")).isEqualTo(new DemoOptions(true, Path.of(".demo", "check"), 8080));
    }

    @Test
    void namedDirectoryIsUsedWhateverTheOrder() {
        Path named = Path.of("elsewhere");

        assertThat(DemoOptions.parse("--directory", "elsewhere", "--check").directory())
                .isEqualTo(named);
        assertThat(DemoOptions.parse("--check", "--directory", "elsewhere").directory())
                .isEqualTo(named);
    }

    @Test
    void wrongUseIsRefused() {
        assertThatExceptionOfType(DemoException.class)
                .isThrownBy(() -> DemoOptions.parse("--port", "65533"))
                .withMessageContaining("1 to 65532");
        assertThatExceptionOfType(DemoException.class)
                .isThrownBy(() -> DemoOptions.parse("--port"))
                .withMessageStartingWith("usage:");
        assertThatExceptionOfType(DemoException.class)
                .isThrownBy(() -> DemoOptions.parse("--chek"))
                .withMessageStartingWith("usage:");
    }
}
