package io.nodenet.sample.messenger;

import io.nodenet.ConfigurationException;
import io.nodenet.identity.PrivateFiles;
import io.nodenet.identity.UserPaths;
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
 * Makes sure that only the user can read the directory of the messenger and the database in it, before anything puts messages there: what
 * is missing is created so, what exists is refused otherwise. Also makes its path absolute, since H2 takes no
 * other, with the home directory for a leading {@code ~}.
 */
class PrivateDirectory implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final String PROPERTY = "messenger.directory";
    private static final String DATABASE = "messenger";
    private static final String URL = "jdbc:h2:file:";
    private static final String SUFFIX = ".mv.db";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            return; // a build has no messages to keep
        }
        ConfigurableEnvironment environment = event.getEnvironment();
        Path directory = directory(environment.getRequiredProperty(PROPERTY));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(PROPERTY, Map.of(PROPERTY, directory.toString())));
        try {
            PrivateFiles.createDirectories(directory);
            requirePrivate(directory);
            Path database = directory.resolve(DATABASE + SUFFIX);
            if (environment.getProperty("spring.datasource.url", "").startsWith(URL + directory.resolve(DATABASE))
                    && !Files.exists(database)) {
                // H2 fills an empty file, and would let everybody read one of its own
                PrivateFiles.createFile(database);
            }
        } catch (IOException e) {
            throw new DirectoryException("The directory " + directory + " cannot be used (" + e + ")", e);
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
                    files.filter(PrivateDirectory::isOfTheDatabase).sorted().toList()) {
                addFlaw(file, flaws);
            }
        }
        if (!flaws.isEmpty()) {
            throw new DirectoryException(String.join(System.lineSeparator(), flaws), null);
        }
    }

    /** Tells a file of the database, or one that H2 keeps next to it, such as a trace. */
    private static boolean isOfTheDatabase(Path file) {
        return file.getFileName().toString().startsWith(DATABASE + ".") && Files.isRegularFile(file);
    }

    private static void addFlaw(Path path, List<String> flaws) throws IOException {
        PrivateFiles.flaw(path).ifPresent(flaw -> flaws.add(path + " " + flaw));
    }
}
