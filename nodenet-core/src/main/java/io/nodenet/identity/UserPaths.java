package io.nodenet.identity;

import io.nodenet.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows the home directory of the user, and reads paths as people write them: {@code ~} at the start is that directory.
 *
 * <p>The home directory is {@code user.home}, or {@code HOME} where the Java runtime knows none because the user ID has no entry in the
 * password database, as in containers. A relative one is not taken. Thread-safe.
 */
public final class UserPaths {
    private static final String TILDE = "~";

    private final @Nullable String home;
    private final Map<String, String> environment;

    UserPaths(@Nullable String home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** Returns the paths of the user of this process. */
    public static UserPaths ofProcess() {
        return new UserPaths(System.getProperty("user.home"), System.getenv());
    }

    /**
     * Returns the home directory, an absolute path; empty if the user has none.
     *
     * @throws ConfigurationException if its name has characters that this process cannot use
     */
    public Optional<Path> home() {
        return Stream.of(absolute(home), absolute(environment.get("HOME")))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Reads a path, with the home directory for a leading {@code ~}.
     *
     * @throws ConfigurationException if it is not a path here, or begins with the home directory of somebody else or of nobody; the message
     *     names it and the remedy
     */
    public Path read(String text) {
        return expand(parse(text));
    }

    /**
     * Returns a path with the home directory for a leading {@code ~}; every other path as it is.
     *
     * @throws ConfigurationException if it begins with the home directory of somebody else or of nobody; the message names it and the remedy
     */
    public Path expand(Path path) {
        if (path.isAbsolute() || !path.toString().startsWith(TILDE)) {
            return path;
        }
        String first = path.getName(0).toString();
        int names = path.getNameCount();
        if (first.equals(TILDE)) {
            Path directory = home().orElseThrow(() -> new ConfigurationException("The path " + path
                    + " begins with a home directory, and this user has none: write the path in full"));
            return names == 1 ? directory : directory.resolve(path.subpath(1, names));
        }
        if (names > 1) {
            throw new ConfigurationException(
                    "The path " + path + " begins with the home directory of another user: write the path in full");
        }
        return path;
    }

    /** Returns the path that a text names if it is absolute, so that it does not depend on where the process was started. */
    static Optional<Path> absolute(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(parse(text)).filter(Path::isAbsolute);
    }

    private static Path parse(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigurationException(
                    "The path " + text + " cannot be used (" + e.getReason()
                            + "): set a locale that has its characters, such as LC_ALL=C.UTF-8, or choose another path",
                    e);
        }
    }
}
