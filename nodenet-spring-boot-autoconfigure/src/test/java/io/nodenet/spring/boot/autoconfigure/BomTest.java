package io.nodenet.spring.boot.autoconfigure;

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

    private static List<String> published() throws IOException {
        List<String> published = new ArrayList<>();
        for (String module : all("<module>([^<]+)</module>", pom(""))) {
            if (!module.equals("nodenet-bom") && !pom(module).contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
                published.add(module);
            }
        }
        return published;
    }

    @Test
    void modulesAreThoseThatApplicationsDependOn() throws IOException {
        assertThat(all("<groupId>io.nodenet</groupId>\\s+<artifactId>([^<]+)</artifactId>", pom("nodenet-bom")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("nodenet-bom"), published().stream())
                        .toList());
    }

    /** What Maven Central asks of each artifact; the modules inherit it from the parent. */
    @Test
    void metadataOfAReleaseIsThatOfTheParent() throws IOException {
        for (String element : List.of("url", "licenses", "developers", "scm", "issueManagement")) {
            String regex = "(?s)\n  <" + element + "[^>]*>(.*?)</" + element + ">";
            assertThat(first(regex, pom(""))).as(element).isNotBlank().isEqualTo(first(regex, pom("nodenet-bom")));
        }
        for (String property : List.of("url", "repository", "issues")) {
            String regex = "<release\\." + property + "(?:/>|>([^<]*)<)";
            assertThat(first(regex, pom("nodenet-bom"))).as(property).isEqualTo(first(regex, pom("")));
        }
    }

    @Test
    void eachPublishedModuleHasANameAndADescription() throws IOException {
        for (String module : published()) {
            for (String element : List.of("name", "description")) {
                assertThat(first("\n  <" + element + ">([^<]+)</" + element + ">", pom(module)))
                        .as(module)
                        .isNotBlank();
            }
        }
    }
}
