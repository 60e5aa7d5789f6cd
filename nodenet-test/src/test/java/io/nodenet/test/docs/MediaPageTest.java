package io.nodenet.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code that docs/media.md shows of a call that moves is code that is tested. */
class MediaPageTest {
    private static final String HEADING = "## Moving to a better path";
    private static final String FENCE = "```";

    private static String unindented(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    @Test
    void exampleOfACallThatMovesIsATestInTheTree() throws IOException {
        String page = Files.readString(Path.of("../docs/media.md"));
        int begin = page.indexOf(FENCE + "java", page.indexOf(HEADING)) + (FENCE + "java").length();
        String example = page.substring(begin, page.indexOf(FENCE, begin));

        assertThat(unindented(example)).contains("private void onPath");
        assertThat(unindented(
                        Files.readString(Path.of("../nodenet-core/src/test/java/io/nodenet/node/MovingCall.java"))))
                .contains(unindented(example));
    }
}
