package io.nodenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The inputs of the fuzz targets lie where their targets look for them. */
class FuzzInputsTest {
    private static final Path SOURCES = Path.of("src", "test", "java");
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final String SUFFIX = "Inputs";

    private static List<Path> directories() throws IOException {
        try (Stream<Path> paths = Files.walk(RESOURCES)) {
            return paths.filter(path -> path.getParent().toString().endsWith("FuzzTest" + SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyDirectoryOfInputsHasItsTarget() throws IOException {
        assertThat(directories()).isNotEmpty().allSatisfy(directory -> {
            String inputs = RESOURCES.relativize(directory.getParent()).toString();
            Path target = SOURCES.resolve(inputs.substring(0, inputs.length() - SUFFIX.length()) + ".java");
            assertThat(target).exists();
            assertThat(Files.readString(target))
                    .containsPattern("@FuzzTest\\s+void " + directory.getFileName() + "\\(");
        });
    }
}
