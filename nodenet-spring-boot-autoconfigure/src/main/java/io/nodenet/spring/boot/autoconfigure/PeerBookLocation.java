package io.nodenet.spring.boot.autoconfigure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Determines the file in which the node of an application keeps good contacts for its next start, by default next to its identity file. */
final class PeerBookLocation {
    private static final String SEED = ".seed";
    private static final String PEERS = ".peers";

    private PeerBookLocation() {}

    /**
     * Returns the file.
     *
     * @param identity the identity file, null if the identity does not come from a file
     * @return null if the node keeps no contacts, or no location can be derived
     */
    static @Nullable Path of(NodenetProperties.PeerBook settings, @Nullable Path identity) {
        Path location = settings.location();
        if (!settings.enabled()) {
            return null;
        }
        if (location != null) {
            return Settings.expand("nodenet.peer-book.location", location);
        }
        return identity == null ? null : identity.resolveSibling(fileName(identity));
    }

    private static String fileName(Path identity) {
        String name = identity.getFileName().toString();
        return (name.endsWith(SEED) ? name.substring(0, name.length() - SEED.length()) : name) + PEERS;
    }
}
