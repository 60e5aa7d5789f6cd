package io.nodenet.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages of the reference show code that is compiled, dependencies that suffice, and names that exist. */
class ReferencePagesTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Path EXAMPLES = ROOT.resolve("examples");
    private static final int MAX_EXAMPLE_LINES = 60;

    private static List<String> blocks(String page, String language) throws IOException {
        return blocks(DOCS.resolve(page), language);
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Returns a text without what its format adds. */
    private static String plain(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static Stream<Path> files(String ending) {
        return tree(ending).filter(file -> file.startsWith(EXAMPLES));
    }

    private static Stream<Path> tree(String ending) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file ->
                            file.toString().endsWith(ending) && !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return plain(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick-start.md", "admission.md"})
    void theirJavaCodeIsThatOfTheExamples(String page) throws IOException {
        List<String> sources = files(".java").map(ReferencePagesTest::text).toList();

        assertThat(blocks(page, "java"))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(sources)
                        .anySatisfy(source -> assertThat(source).contains(plain(block))));
    }

    @Test
    void whateverJavaAPageShowsIsCompiledSomewhere() throws IOException {
        List<String> sources = tree(".java").map(ReferencePagesTest::text).toList();
        List<Path> pages = tree(".md")
                .filter(page -> !page.startsWith(DOCS.resolve("protocol")))
                .toList();

        assertThat(pages)
                .isNotEmpty()
                .allSatisfy(page -> assertThat(blocks(page, "java"))
                        .allSatisfy(block ->
                                assertThat(sources).as(block).anyMatch(source -> source.contains(plain(block)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick-start.md", "admission.md"})
    void theirDependenciesAreThoseOfTheExamples(String page) throws IOException {
        List<String> builds = files("pom.xml").map(ReferencePagesTest::text).toList();

        assertThat(blocks(page, "xml"))
                .isNotEmpty()
                .allSatisfy(block ->
                        assertThat(builds).anySatisfy(build -> assertThat(build).contains(plain(block))));
    }

    @Test
    void artifactsVersionsAndClassifiersForGradleAreThoseOfTheBuild() throws IOException {
        String scripts = String.join("\n", blocks("gradle.md", "kotlin"));
        String bom = Files.readString(ROOT.resolve("nodenet-bom/pom.xml"));
        String starter = Files.readString(ROOT.resolve("nodenet-spring-boot-starter/pom.xml"));

        assertThat(found("\"(io\\.nodenet:[^\"]+)\"", scripts)).isNotEmpty().allSatisfy(written -> {
            String[] parts = written.split(":");
            assertThat(bom).contains("<artifactId>" + parts[1] + "</artifactId>");
            if (parts.length > 2) {
                assertThat(bom).contains("<version>" + parts[2] + "</version>");
            }
        });
        assertThat(found("netty.version\"] = \"([^\"]+)\"", scripts))
                .isEqualTo(found("<netty.version>([^<]+)</netty.version>", bom));
        assertThat(found("springframework.boot\"\\) version \"([^\"]+)\"", scripts))
                .isEqualTo(found(
                        "<spring-boot.version>([^<]+)</spring-boot.version>",
                        Files.readString(ROOT.resolve("pom.xml"))));
        Set<String> classifiers = Set.copyOf(found("<classifier>([a-z]+-[^<]+)</classifier>", starter));
        assertThat(Set.copyOf(found("\"((?:linux|osx|windows)-[a-z0-9_]+)\"", scripts)))
                .isEqualTo(classifiers);
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void theirPropertiesExist() throws IOException {
        List<String> known = new ArrayList<>();
        try (var metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new JsonMapper().readTree(metadata).get("properties")) {
                known.add(property.get("name").asString());
            }
        }
        List<String> written = new ArrayList<>();
        for (String block : blocks("quick-start.md", "yaml")) {
            new YamlPropertySourceLoader()
                    .load("page", new ByteArrayResource(block.getBytes()))
                    .forEach(source ->
                            written.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames())));
        }

        assertThat(written)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(known)
                        .anySatisfy(name -> assertThat(key).matches(Pattern.quote(name) + "(\\..*)?")));
    }

    @Test
    void theirLinksLeadToFilesThatExist() throws IOException {
        Pattern link = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page : pages.filter(Files::isRegularFile).toList()) {
                List<String> targets = link.matcher(Files.readString(page))
                        .results()
                        .map(found -> found.group(1).strip())
                        .filter(target -> !target.startsWith("http"))
                        .toList();
                assertThat(targets)
                        .as(page.toString())
                        .allSatisfy(target -> assertThat(DOCS.resolve(target)).exists());
            }
        }
    }

    @Test
    void eachReasonOfADropIsExplainedOnce() throws IOException {
        assertThat(labels("## What a drop means")).containsExactlyElementsOf(sorted(DropReason.values()));
    }

    @Test
    void eachLimitIsExplainedOnce() throws IOException {
        assertThat(labels("## Limits")).containsExactlyElementsOf(sorted(Limit.values()));
    }

    /** Returns the names in the first column of the tables of a chapter. */
    private static Collection<String> labels(String chapter) throws IOException {
        String page = Files.readString(DOCS.resolve("operation.md"));
        String rest = page.substring(page.indexOf(chapter) + chapter.length());
        List<String> found = rest.split("\\n## ", 2)[0]
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`([a-z-]+)`")
                        .matcher(line.split("\\|")[1])
                        .results())
                .map((MatchResult label) -> label.group(1))
                .toList();
        assertThat(found).doesNotHaveDuplicates();
        return new TreeSet<>(found);
    }

    private static Collection<String> sorted(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachExampleIsShort() {
        assertThat(files(".java").filter(file -> file.toString().contains("/main/")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MAX_EXAMPLE_LINES));
    }
}
