package io.nodenet.sample.messenger.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code ./demo}.
 *
 * @param check whether to send messages, call and end, instead of staying
 * @param directory holds the identities, databases and logs; by default that of a check is separate, so that its messages do not appear in
 *     the pages of a later demonstration
 * @param port the port of Alice's messenger; Bob's has the next one, their telephones the two after that
 */
record DemoOptions(boolean check, Path directory, int port) {
    private static final String USAGE =
            "usage: demo [--check] [--directory DIR] [--port PORT]; Alice's messenger listens on PORT (8080), Bob's on the next, "
                    + "their telephones on the two after that";
    private static final Path DIRECTORY = Path.of(".demo");
    private static final Path CHECK_DIRECTORY = DIRECTORY.resolve("check");
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_532;

    /**
     * Parses a command line.
     *
     * @throws DemoException if it is malformed
     */
    static DemoOptions parse(String... arguments) {
        boolean check = false;
        @Nullable Path directory = null;
        int port = DEFAULT_PORT;
        Iterator<String> words = Arrays.asList(arguments).iterator();
        while (words.hasNext()) {
            switch (words.next()) {
                case "--check" -> check = true;
                case "--directory" -> directory = Path.of(value(words));
                case "--port" -> port = port(value(words));
                default -> throw new DemoException(USAGE);
            }
        }
        if (directory == null) {
            directory = check ? CHECK_DIRECTORY : DIRECTORY;
        }
        return new DemoOptions(check, directory, port);
    }

    private static String value(Iterator<String> words) {
        if (!words.hasNext()) {
            throw new DemoException(USAGE);
        }
        return words.next();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // the same error as for a number out of range
        }
        throw new DemoException("--port must be a number from 1 to " + MAX_PORT + ", not " + text);
    }
}
