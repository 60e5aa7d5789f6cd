package io.nodenet;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.EngineFilter.includeEngines;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The tests of vectors hold for any set of the schema, not for the rows of the tree only. */
class OtherVectorsTest {
    private static final String PROPERTY = "nodenet.vectors";
    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private final String before = Objects.requireNonNullElse(System.getProperty(PROPERTY), "");

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anotherSetOfTheSameSchemaIsReplayed(long seed, @TempDir Path directory) throws Exception {
        new OtherVectors(seed).write(RESOURCES.resolve("vectors"), RESOURCES.resolve("more-vectors.json"), directory);
        System.setProperty(PROPERTY, directory.toString());
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create(LauncherConfig.builder()
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectPackage("io.nodenet"))
                                .filters(
                                        includeEngines("junit-jupiter"),
                                        includeTags("vectors"),
                                        includeClassNamePatterns(".*Test"))
                                .build(),
                        listener);

        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsFoundCount()).isGreaterThan(40);
        assertThat(summary.getFailures().stream()
                        .map(failure -> failure.getTestIdentifier().getLegacyReportingName() + ": "
                                + failure.getException().getMessage())
                        .collect(joining("\n")))
                .isEmpty();
    }
}
