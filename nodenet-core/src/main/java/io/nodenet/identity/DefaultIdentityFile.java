package io.nodenet.identity;

import io.nodenet.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where the identity of a person, or of an application of that person, lives when no file is named: {@code nodenet/nodenet.seed}, or {@code
 * nodenet/<application>.seed}, in the configuration directory. Always an absolute path.
 */
public final class DefaultIdentityFile {
    private static final String PERSON = "nodenet";
    private static final String SUFFIX = ".seed";

    private DefaultIdentityFile() {}

    /**
     * Returns the file for the user of this process.
     *
     * @throws ConfigurationException if the user has no home directory, or it cannot be used; the message names the remedy
     */
    public static Path path() {
        return path(PERSON);
    }

    /**
     * Returns the file for an application of that user: two applications are two nodes, and need two identities.
     *
     * @param application its name, in which every character is allowed
     * @throws ConfigurationException as {@link #path()} does
     */
    public static Path path(String application) {
        return path(System.getProperty("os.name"), UserPaths.ofProcess(), System.getenv(), application);
    }

    /** Returns the file of an application on an operating system, for a user and an environment. */
    static Path path(String operatingSystem, UserPaths user, Map<String, String> environment, String application) {
        return directory(operatingSystem.toLowerCase(Locale.ROOT), user, environment)
                .resolve(PERSON)
                .resolve(fileName(application));
    }

    /** Returns a name without separators and other characters that a file system may refuse, different for different applications. */
    private static String fileName(String application) {
        return URLEncoder.encode(application, StandardCharsets.UTF_8).replace("*", "%2A") + SUFFIX;
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
