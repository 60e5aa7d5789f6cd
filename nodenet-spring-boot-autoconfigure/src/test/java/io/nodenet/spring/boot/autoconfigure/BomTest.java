package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of versions for applications, which has no parent, says what the build says. */
class BomTest {
    private static final Path ROOT = Path.of("..");

    private static String pom(String module) throws IOException {
        return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String first(String regex, String text) {
        Matcher found = Pattern.compile(regex).matcher(text);
        assertThat(found.find()).as(regex).isTrue();
        return found.group(1);
    }

    @Test
    void versionsAreThoseOfTheBuild() throws IOException {
        for (String element : List.of("version", "netty.version")) {
            String regex = "<" + element + ">([^<$]+)</" + element + ">";
            assertThat(first(regex, pom("nodenet-bom"))).as(element).isEqualTo(first(regex, pom("")));
        }
    }

    @Test
    void modulesAreThoseThatApplicationsDependOn() throws IOException {
        List<String> published = all("<module>([^<]+)</module>", pom("")).stream()
                .filter(module -> !module.equals("nodenet-bom"))
                .filter(module -> {
                    try {
                        return !pom(module).contains("<maven.deploy.skip>true</maven.deploy.skip>");
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();

        assertThat(all("<groupId>io.nodenet</groupId>\\s+<artifactId>([^<]+)</artifactId>", pom("nodenet-bom")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("nodenet-bom"), published.stream())
                        .toList());
    }
}
