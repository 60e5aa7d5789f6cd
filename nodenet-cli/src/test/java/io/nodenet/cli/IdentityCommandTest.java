package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityCommandTest {
    @TempDir
    Path directory;

    @Test
    void whatIsMintedIsShown() {
        Path file = directory.resolve("a.seed");
        CommandLineRunner mint = new CommandLineRunner();
        assertThat(mint.run("identity", "mint", file.toString(), "--difficulty", "4"))
                .isZero();
        CommandLineRunner show = new CommandLineRunner();
        assertThat(show.run("identity", "show", file.toString())).isZero();

        assertThat(show.outLines()).isEqualTo(mint.outLines()).hasSize(4);
        assertThat(show.outLines().get(0)).matches("id=0[0-9a-f]{63}");
        assertThat(show.errLines()).isEmpty();
        assertThat(mint.errLines())
                .hasSizeGreaterThanOrEqualTo(2)
                .last()
                .asString()
                .startsWith("minted 0");
    }

    @Test
    void aFileIsNeverOverwritten() throws Exception {
        Path file = directory.resolve("a.seed");
        assertThat(new CommandLineRunner().run("identity", "mint", file.toString(), "--difficulty", "0"))
                .isZero();
        byte[] before = Files.readAllBytes(file);
        CommandLineRunner again = new CommandLineRunner();
        assertThat(again.run("identity", "mint", file.toString(), "--difficulty", "0"))
                .isEqualTo(1);
        assertThat(again.errLines()).singleElement().asString().contains(file.toString());
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aMissingFileCannotBeShown() {
        CommandLineRunner show = new CommandLineRunner();
        assertThat(show.run("identity", "show", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(show.errLines()).singleElement().asString().startsWith("nodenet: ");
        assertThat(show.outLines()).isEmpty();
    }

    @Test
    void aTildeIsTheHomeDirectoryAndNoneIsMadeOfThatName() {
        CommandLineRunner show = new CommandLineRunner();
        assertThat(show.run("identity", "show", "~/none-of-nodenet/x.seed")).isEqualTo(1);
        assertThat(show.errLines())
                .singleElement()
                .asString()
                .contains("The identity file " + Path.of(System.getProperty("user.home"), "none-of-nodenet", "x.seed"));
    }

    @Test
    void whatIsNotAPathIsWrongUse() {
        CommandLineRunner show = new CommandLineRunner();
        assertThat(show.run("identity", "show", "x\0")).isEqualTo(2);
        assertThat(show.errLines()).first().asString().contains("LC_ALL=C.UTF-8");
    }

    @Test
    void aDifficultyOutOfRangeIsWrongUse() {
        CommandLineRunner mint = new CommandLineRunner();
        assertThat(mint.run("identity", "mint", directory.resolve("b").toString(), "--difficulty", "257"))
                .isEqualTo(2);
    }
}
