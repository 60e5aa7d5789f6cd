package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.identity.Identity;
import io.nodenet.identity.IdentityLock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An identity that the starter has loaded, with the lock of its file, which other nodes cannot use as long as the application lives.
 *
 * @param file where it is kept, null if the identity comes from no file
 * @param lock null if the identity comes from no file
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
