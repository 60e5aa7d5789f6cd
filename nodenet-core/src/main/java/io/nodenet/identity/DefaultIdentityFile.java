package io.nodenet.identity;

import io.nodenet.ConfigurationException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where the identity of a person lives when no file is named: {@code nodenet/nodenet.seed} in the configuration directory, always an
 * absolute path.
 */
public final class DefaultIdentityFile {
    private static final Path BELOW = Path.of("nodenet", "nodenet.seed");

    private DefaultIdentityFile() {}

    /**
     * Returns the file for the user of this process.
     *
     * @throws ConfigurationException if the user has no home directory, or it cannot be used; the message names the remedy
     */
    public static Path path() {
        return path(System.getProperty("os.name"), UserPaths.ofProcess(), System.getenv());
    }

    /** Returns the file on an operating system, for a user and an environment. */
    static Path path(String operatingSystem, UserPaths user, Map<String, String> environment) {
        return directory(operatingSystem.toLowerCase(Locale.ROOT), user, environment)
                .resolve(BELOW);
    }

    private static Path directory(String operatingSystem, UserPaths user, Map<String, String> environment) {
        if (operatingSystem.startsWith("windows")) {
            return UserPaths.absolute(environment.get("APPDATA"))
                    .orElseGet(() -> home(user).resolve(Path.of("AppData", "Roaming")));
        }
        if (operatingSystem.startsWith("mac")) {
            return home(user).resolve(Path.of("Library", "Application Support"));
        }
        return UserPaths.absolute(environment.get("XDG_CONFIG_HOME"))
                .orElseGet(() -> home(user).resolve(".config"));
    }

    private static Path home(UserPaths user) {
        return user.home()
                .orElseThrow(
                        () -> new ConfigurationException(
                                "This user has no home directory to keep the identity in"
                                        + " (user.home and HOME name none): name a file with --identity, or nodenet.identity.location"));
    }
}
