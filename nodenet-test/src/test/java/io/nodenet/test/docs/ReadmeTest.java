package io.nodenet.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java code of this module's README.md is code of its tests. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Path TESTS = Path.of("src/test/java/io/nodenet/test");

    /** Where the examples come from, in their order on the page. */
    private static final List<String> SOURCES = List.of(
            "simulation/SimulatedOverlayTest.java",
            "spring/GreeterTest.java",
            "spring/SpringCallTest.java",
            "spring/LocalNodenetPortIT.java",
            "contract/MemoryTransportContractTest.java");

    /** Returns the lines of a text without their indentation and without empty ones. */
    private static String unindented(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    @Test
    void everyExampleIsATestInTheTree() throws IOException {
        List<String> examples = JAVA.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> unindented(block.replace("```java", "").replace("```", "")))
                .toList();
        assertThat(examples).hasSameSizeAs(SOURCES);

        for (int i = 0; i < SOURCES.size(); i++) {
            assertThat(unindented(Files.readString(TESTS.resolve(SOURCES.get(i)))))
                    .contains(examples.get(i));
        }
    }
}
