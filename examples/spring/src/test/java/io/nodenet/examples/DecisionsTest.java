package io.nodenet.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each record of a decision says since when, and whether it holds; their list has all of them in order. */
class DecisionsTest {
    private static final Path DECISIONS = Path.of("../../docs/decisions");
    private static final Pattern TITLE = Pattern.compile("# (\\d{3}) (.+)");
    private static final String RECORD = "\\[\\d{3}]\\(\\d{3}-[a-z0-9-]+\\.md\\)";
    private static final Pattern STATUS = Pattern.compile("\\*\\d{4}-\\d{2}-\\d{2}, (holds|superseded by " + RECORD
            + "|holds, amended by " + RECORD + "(, " + RECORD + ")*)\\.\\*");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

    private static List<Path> records() throws IOException {
        try (Stream<Path> files = Files.list(DECISIONS)) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
    }

    @Test
    void eachRecordSaysUnderItsTitleWhetherItHolds() throws IOException {
        assertThat(records()).isNotEmpty().allSatisfy(record -> {
            List<String> lines = Files.readAllLines(record);
            assertThat(lines.get(0)).matches(TITLE);
            assertThat(lines.get(1)).isEmpty();
            assertThat(lines.get(2)).matches(STATUS);
            assertThat(lines.get(3)).isEmpty();
        });
    }

    @Test
    void linksLeadToFilesThatExistAndThoseOfTheStatusToLaterRecords() throws IOException {
        for (Path record : records()) {
            assertThat(links(Files.readString(record)))
                    .as(record.toString())
                    .allSatisfy(target -> assertThat(DECISIONS.resolve(target)).exists());
            assertThat(links(Files.readAllLines(record).get(2)))
                    .as(record.toString())
                    .allSatisfy(target -> assertThat(target)
                            .isGreaterThan(record.getFileName().toString()));
        }
    }

    private static List<String> links(String text) {
        return LINK.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(target -> !target.startsWith("http"))
                .toList();
    }

    @Test
    void listHasAllOfThemInOrder() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path record : records()) {
            Matcher title = TITLE.matcher(Files.readAllLines(record).get(0));
            assertThat(title.matches()).as(record.toString()).isTrue();
            assertThat(record.getFileName().toString()).startsWith(title.group(1) + "-");
            rows.add("| [%s](%s) | %s |".formatted(title.group(1), record.getFileName(), title.group(2)));
        }

        assertThat(Files.readAllLines(DECISIONS.resolve("README.md")).stream()
                        .filter(line -> line.startsWith("| ["))
                        .toList())
                .containsExactlyElementsOf(rows);
    }
}
