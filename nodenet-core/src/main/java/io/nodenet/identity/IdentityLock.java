package io.nodenet.identity;

import io.nodenet.IdentityException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an identity file to one running node: of two with the same NodeID one gets nothing, and nobody tells it.
 *
 * <p>It is a lock of the operating system on an empty file next to the identity file, named like it with {@code .lock} appended, which
 * stays there. It ends with {@link #close}, or with the process, however that ends. The identity file can be read all the while. A lock on
 * that file itself would end as soon as this process reads it a second time. Thread-safe.
 */
public final class IdentityLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityLock.class);

    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** The files that this process has locked; opening and closing one of them once more would end its lock. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path lockFile;
    private final @Nullable FileChannel channel;
    private boolean closed;

    private IdentityLock(Path lockFile, @Nullable FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Locks an existing identity file for the node that is going to run. Blocks on the disk, not on another holder. Where the file system
     * has no locks, or nothing can be written next to the file, this is logged and only nodes of this process are kept out.
     *
     * @throws IdentityException if a running node holds it; the message names the file and the remedy
     */
    public static IdentityLock acquire(Path file) {
        Path lockFile = lockFile(file);
        synchronized (HELD) {
            if (!HELD.add(lockFile)) {
                throw inUse(file);
            }
            boolean held = false;
            try {
                FileChannel channel = lock(file, lockFile);
                held = true;
                return new IdentityLock(lockFile, channel);
            } finally {
                if (!held) {
                    HELD.remove(lockFile);
                }
            }
        }
    }

    /** Returns a locked channel, or null if there can be no lock. */
    private static @Nullable FileChannel lock(Path file, Path lockFile) {
        try {
            FileChannel channel = FileChannel.open(
                    lockFile, OPTIONS, PrivateFiles.fileAttributes(PrivateFiles.directoryOf(lockFile)));
            boolean locked = false;
            try {
                locked = channel.tryLock() != null;
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
            if (!locked) {
                throw inUse(file);
            }
            return channel;
        } catch (OverlappingFileLockException e) { // by a copy of this class of another class loader
            throw inUse(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "The identity file {} cannot be locked ({}): make sure that no other node runs with it, or keep it where"
                            + " this user can write and the file system has locks",
                    file,
                    e.toString());
            return null;
        }
    }

    /** Returns the file to lock, the same for each symbolic link to an identity file. */
    private static Path lockFile(Path file) {
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException e) {
            real = file.toAbsolutePath().normalize();
        }
        return real.resolveSibling(real.getFileName() + ".lock");
    }

    private static IdentityException inUse(Path file) {
        return new IdentityException("The identity file " + file
                + " is in use by another running node, and two nodes with one NodeID take each other's messages: stop that node, or"
                + " name another file with --identity or nodenet.identity.location, for a separate NodeID");
    }

    /** Lets another node have the identity. Idempotent. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (closed) {
                return;
            }
            closed = true;
            HELD.remove(lockFile);
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    LOG.debug("Cannot close {}", lockFile, e);
                }
            }
        }
    }
}
