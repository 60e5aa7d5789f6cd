package io.nodenet.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables in docs/testing.md are true: every scenario has a row, every test that is named exists, and every one with a number is named. */
class ScenarioTableTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SCENARIO = Pattern.compile("^\\| ([A-L]\\d\\d)\\+? \\|", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| ([A-L]\\d\\d) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|SeededTest\\(\\d+\\)|ParameterizedTest(?:\\([^)]*\\))?)\\s[^;]*?void (\\w+)\\(");
    private static final Pattern NUMBERED = Pattern.compile("([A-L]\\d\\d)_\\w+");
    private static final String LEFT = "left: ";

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> scenarios() {
        return SCENARIO.matcher(read(ROOT.resolve("docs/protocol/09-scenarios.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the entry of the table for each scenario. */
    private static Map<String, String> table() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (MatchResult row :
                ROW.matcher(read(ROOT.resolve("docs/testing.md"))).results().toList()) {
            assertThat(rows.put(row.group(1), row.group(2)))
                    .as(row.group(1) + " stands twice")
                    .isNull();
        }
        return rows;
    }

    /** Returns the names of all tests by the name of their class. */
    private static Map<String, Set<String>> tests() throws IOException {
        Map<String, Set<String>> tests = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file ->
                                    tests.put(file.getFileName().toString().replace(".java", ""), methods(file)));
                }
            }
        }
        return tests;
    }

    private static Set<String> methods(Path file) {
        Set<String> names = new TreeSet<>();
        Matcher tests = TEST.matcher(read(file));
        while (tests.find()) {
            names.add(tests.group(1));
        }
        return names;
    }

    @Test
    void everyScenarioHasOneRow() {
        assertThat(scenarios()).hasSize(209);
        assertThat(table().keySet()).containsExactlyElementsOf(scenarios());
    }

    @Test
    void everyRowNamesTestsThatExistOrSaysWhyThereIsNone() throws IOException {
        Map<String, Set<String>> tests = tests();
        table().forEach((scenario, row) -> {
            Matcher references = REFERENCE.matcher(row);
            boolean named = false;
            while (references.find()) {
                named = true;
                assertThat(tests).as(scenario).containsKey(references.group(1));
                assertThat(tests.get(references.group(1))).as(scenario).contains(references.group(2));
            }
            if (!named) {
                assertThat(row).as(scenario).startsWith(LEFT).hasSizeGreaterThan(LEFT.length() + 10);
            }
        });
    }

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        Map<String, Set<String>> tests = tests();
        Matcher references = REFERENCE.matcher(read(ROOT.resolve("docs/testing.md")));
        while (references.find()) {
            assertThat(tests).containsKey(references.group(1));
            assertThat(tests.get(references.group(1))).contains(references.group(2));
        }
    }

    @Test
    void everyTestWithANumberStandsInTheRowOfItsNumber() throws IOException {
        Map<String, String> table = table();
        tests().forEach((type, methods) -> {
            for (String method : methods) {
                Matcher numbered = NUMBERED.matcher(method);
                if (numbered.matches()) {
                    assertThat(table.get(numbered.group(1)))
                            .as("row of " + method)
                            .contains('`' + type + '#' + method + '`');
                }
            }
        });
    }
}
