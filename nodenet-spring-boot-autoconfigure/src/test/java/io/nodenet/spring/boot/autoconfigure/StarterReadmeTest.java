package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the README of the starter true: its table of properties is the metadata, which {@code -Dnodenet.docs=write} writes anew, and its quick
 * start is the application that the build runs outside of this project.
 */
class StarterReadmeTest {
    private static final Path STARTER = Path.of("..", "nodenet-spring-boot-starter");
    private static final Path README = STARTER.resolve("README.md");
    private static final Path APPLICATION = STARTER.resolve("src/it-application/main");
    private static final Path PROJECT = STARTER.resolve("src/it/boot-4.1.2/pom.xml");
    private static final String HEAD = "| key | default | what |\n|---|---|---|\n";
    private static final String TAIL = "\nA misspelled key causes a warning";

    private static String table() throws IOException {
        return PropertiesMetadataTest.properties().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("nodenet."))
                .map(entry -> "| `" + entry.getKey() + "` | "
                        + (entry.getValue().has("defaultValue")
                                ? "`" + entry.getValue().get("defaultValue").asString() + "`"
                                : "")
                        + " | " + entry.getValue().get("description").asString() + " |\n")
                .collect(Collectors.joining());
    }

    @Test
    void tableOfPropertiesIsThatOfTheMetadata() throws IOException {
        String text = Files.readString(README);
        int from = text.indexOf(HEAD) + HEAD.length();
        int to = text.indexOf(TAIL);
        if ("write".equals(System.getProperty("nodenet.docs"))) {
            Files.writeString(README, text.substring(0, from) + table() + text.substring(to));
            return;
        }

        assertThat(List.of(text.substring(from, to).split("\n"))).isEqualTo(List.of(table().split("\n")));
    }

    @Test
    void versionsOfSpringBootThatAreSaidToBeTriedAreThoseOfTheBuild() throws IOException {
        List<String> row = Files.readAllLines(README).stream()
                .filter(line -> line.startsWith("| Spring Boot |"))
                .toList();
        assertThat(row).hasSize(1);
        List<String> said = Pattern.compile("\\bon (\\d+\\.\\d+\\.\\d+)")
                .matcher(row.get(0))
                .results()
                .map(version -> "boot-" + version.group(1))
                .toList();
        try (Stream<Path> tried = Files.list(STARTER.resolve("src/it"))) {
            assertThat(tried.filter(Files::isDirectory)
                            .map(project -> project.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(said);
        }
    }

    /** Returns the first block of code in a language. */
    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README));
        assertThat(block.find()).as(language).isTrue();
        return block.group(1);
    }

    private static List<String> lines(String xml) {
        return xml.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void codeOfTheQuickStartIsTheApplicationOutsideOfTheBuild() throws IOException {
        assertThat(block("java"))
                .isEqualTo(Files.readString(APPLICATION.resolve("java/com/example/chat/ChatApplication.java")));
        assertThat(block("yaml")).isEqualTo(Files.readString(APPLICATION.resolve("resources/application.yml")));
        try (Stream<Path> sources = Files.walk(APPLICATION)) {
            assertThat(sources.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    @Test
    void dependenciesOfTheQuickStartAreExactlyThoseOfTheApplicationOutsideOfTheBuild() throws IOException {
        String printed = block("xml");
        String project = Files.readString(PROJECT).replace("@project.version@", "0.1.0-SNAPSHOT");
        String dependency = printed.substring(printed.indexOf("<dependency>"));
        String dependencies = project.substring(
                project.indexOf("<dependencies>") + "<dependencies>".length(), project.indexOf("</dependencies>"));

        assertThat(lines(dependencies)).isEqualTo(lines(dependency));
        assertThat(lines(project))
                .containsSubsequence(lines(printed.substring(0, printed.indexOf("<dependency>"))).stream()
                        .filter(line -> !line.contains("properties>"))
                        .toList());
    }
}
