package io.nodenet.identity;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the identity of a person lives when no file is named: {@code nodenet/nodenet.seed} in the configuration directory. */
public final class DefaultIdentityFile {
    private static final Path BELOW = Path.of("nodenet", "nodenet.seed");

    private DefaultIdentityFile() {}

    /** Answers the file for the user of this process. */
    public static Path path() {
        return path(System.getProperty("os.name"), System.getProperty("user.home"), System.getenv());
    }

    /** Answers the file on an operating system, for a home directory and an environment. */
    static Path path(String operatingSystem, String home, Map<String, String> environment) {
        return directory(operatingSystem.toLowerCase(Locale.ROOT), home, environment)
                .resolve(BELOW);
    }

    private static Path directory(String operatingSystem, String home, Map<String, String> environment) {
        if (operatingSystem.startsWith("windows")) {
            return named(environment.get("APPDATA"), Path.of(home, "AppData", "Roaming"));
        }
        if (operatingSystem.startsWith("mac")) {
            return Path.of(home, "Library", "Application Support");
        }
        return named(environment.get("XDG_CONFIG_HOME"), Path.of(home, ".config"));
    }

    private static Path named(@Nullable String value, Path fallback) {
        return value == null || value.isBlank() ? fallback : Path.of(value);
    }
}
