package io.nodenet.sample.common.home;

import io.nodenet.ConfigurationException;
import io.nodenet.identity.PrivateFiles;
import io.nodenet.identity.UserPaths;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Ensures that only the user can read the directory of the sample and the databases in it, before anything is stored there: missing ones
 * are created that way, existing ones that others can read are refused. Also makes its path absolute, as H2 requires, with the home
 * directory for a leading {@code ~}.
 */
class PrivateDirectory implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final String PROPERTY = "sample.directory";
    private static final String URL = "jdbc:h2:file:";
    private static final String CONTENT = ".mv.db";

    /** Of the content, and of what H2 keeps next to it, such as a trace. */
    private static final String DATABASE = ".db";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            return; // a build stores nothing
        }
        ConfigurableEnvironment environment = event.getEnvironment();
        Path directory = directory(environment.getRequiredProperty(PROPERTY));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(PROPERTY, Map.of(PROPERTY, directory.toString())));
        try {
            PrivateFiles.createDirectories(directory);
            requirePrivate(directory);
            createDatabase(directory, environment.getProperty("spring.datasource.url", ""));
        } catch (IOException e) {
            throw new DirectoryException("The directory " + directory + " cannot be used (" + e + ")", e);
        }
    }

    private static void createDatabase(Path directory, String url) throws IOException {
        String within = URL + directory + File.separator;
        if (url.startsWith(within)) {
            Path database = directory.resolve(url.substring(within.length()).split(";", 2)[0] + CONTENT);
            if (!Files.exists(database)) {
                // H2 fills an empty file, but would create a world-readable one
                PrivateFiles.createFile(database);
            }
        }
    }

    private static Path directory(String named) {
        try {
            return UserPaths.ofProcess().read(named).toAbsolutePath();
        } catch (ConfigurationException e) {
            throw new DirectoryException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requirePrivate(Path directory) throws IOException {
        List<String> flaws = new ArrayList<>();
        addFlaw(directory, flaws);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(PrivateDirectory::isOfADatabase).sorted().toList()) {
                addFlaw(file, flaws);
            }
        }
        if (!flaws.isEmpty()) {
            throw new DirectoryException(String.join(System.lineSeparator(), flaws), null);
        }
    }

    private static boolean isOfADatabase(Path file) {
        return file.getFileName().toString().endsWith(DATABASE) && Files.isRegularFile(file);
    }

    private static void addFlaw(Path path, List<String> flaws) throws IOException {
        PrivateFiles.flaw(path).ifPresent(flaw -> flaws.add(path + " " + flaw));
    }
}
