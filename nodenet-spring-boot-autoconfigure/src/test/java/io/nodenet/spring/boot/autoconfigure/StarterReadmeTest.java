package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the table of properties in the README of the starter equal to the metadata; {@code -Dnodenet.docs=write} writes it anew. */
class StarterReadmeTest {
    private static final Path README = Path.of("..", "nodenet-spring-boot-starter", "README.md");
    private static final String HEAD = "| key | default | what |\n|---|---|---|\n";
    private static final String TAIL = "\nProtocol constants are no properties";

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
}
