package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.identity.Identity;
import io.nodenet.identity.IdentityLock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An identity that the starter has loaded, with the lock of its file, which no other node can use while the application runs.
 *
 * @param file its file, null if the identity does not come from a file
 * @param lock the lock of the file, null if the identity does not come from a file
 */
record HeldIdentity(
        Identity identity, @Nullable Path file, @Nullable IdentityLock lock) implements AutoCloseable {
    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
