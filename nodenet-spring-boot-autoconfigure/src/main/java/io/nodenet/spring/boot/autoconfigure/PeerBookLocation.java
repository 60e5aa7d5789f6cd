package io.nodenet.spring.boot.autoconfigure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says where the node of an application keeps good contacts for its next start: beside its identity, unless told otherwise. */
final class PeerBookLocation {
    private static final String SEED = ".seed";
    private static final String PEERS = ".peers";

    private PeerBookLocation() {}

    /**
     * Returns the file.
     *
     * @param identity the file of the identity, null if it comes from elsewhere
     * @return null if the node is to keep none, or nothing says where
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
