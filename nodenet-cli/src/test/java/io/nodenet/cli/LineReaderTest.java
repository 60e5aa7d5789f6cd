package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.cli.LineReader.Line;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private static List<Line> lines(String text, int maxLength) throws IOException {
        LineReader reader = new LineReader(new StringReader(text), maxLength);
        List<Line> lines = new ArrayList<>();
        Line line = reader.next();
        while (line != null) {
            lines.add(line);
            line = reader.next();
        }
        return lines;
    }

    @Test
    void linesEndWithEitherEndOrTheInput() throws IOException {
        assertThat(lines("a\nbc\r\n\nd", 10))
                .containsExactly(
                        new Line("a", false), new Line("bc", false), new Line("", false), new Line("d", false));
        assertThat(lines("", 10)).isEmpty();
        assertThat(lines("a\n", 10)).containsExactly(new Line("a", false));
    }

    @Test
    void longLinesAreCutAndSkipped() throws IOException {
        assertThat(lines("abc\nabcd\n" + "x".repeat(20_000) + "\nabc", 3))
                .containsExactly(
                        new Line("abc", false), new Line("abc", true), new Line("xxx", true), new Line("abc", false));
    }

    @Test
    void aLineMayCrossChunks() throws IOException {
        String text = "y".repeat(20_000);
        assertThat(lines(text + "\nz", 30_000)).containsExactly(new Line(text, false), new Line("z", false));
    }
}
