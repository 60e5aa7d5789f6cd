package io.nodenet.identity;

import io.nodenet.IdentityException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Keeps the seed of an identity in a file: 32 raw bytes that the owner alone may read (docs/protocol/01, section 2).
 *
 * <p>The form is the one of the Go tool. A file appears with all its bytes or not at all, and an existing one is never
 * overwritten: whoever loses a seed loses the NodeID. Owner and permissions are those of {@link PrivateFiles}. Blocks on the disk.
 * Thread-safe.
 */
public final class SeedFile {
    private SeedFile() {}

    /**
     * Loads the identity of a file.
     *
     * @throws IdentityException if the file is missing, unreadable or not a regular file, has not exactly 32 bytes, belongs to
     *     somebody else, or is open to group or others; the message names the path and the remedy
     */
    public static Identity load(Path file) {
        requireRegular(file);
        byte[] content = new byte[Identity.SEED_LENGTH + 1];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            PrivateFiles.flaw(file).ifPresent(flaw -> {
                throw new IdentityException("The identity file " + file + " " + flaw);
            });
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the end, or one byte too many
            }
            if (buffer.position() != Identity.SEED_LENGTH) {
                throw new IdentityException("The identity file " + file + " has "
                        + (buffer.hasRemaining() ? Integer.toString(buffer.position()) : "more than 32")
                        + " bytes instead of 32: restore it from a backup, or move it away to mint a new identity");
            }
            byte[] seed = Arrays.copyOf(content, Identity.SEED_LENGTH);
            Identity identity = Identity.fromSeed(seed);
            Arrays.fill(seed, (byte) 0);
            return identity;
        } catch (IOException e) {
            throw new IdentityException(
                    "The identity file " + file + " cannot be read (" + describe(e) + "): check the path and its owner",
                    e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Refuses a directory or device before its permissions are judged: nobody is told to run chmod on /tmp or /dev/null. */
    private static void requireRegular(Path file) {
        if (Files.isDirectory(file)) {
            throw new IdentityException("The identity file " + file + " is a directory: name a file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IdentityException("The identity file " + file + " is not a regular file: name another one");
        }
    }

    /**
     * Writes the seed of an identity to a new file, with missing directories, all for the owner alone; it is on disk when this method
     * returns.
     *
     * @return false if the file exists, which then stays as it is
     * @throws IdentityException if it cannot be written; the message names the path and the remedy
     */
    public static boolean create(Path file, Identity identity) {
        byte[] seed = identity.seed();
        try {
            Path directory = makeDirectory(file);
            if (Files.exists(file)) {
                return false;
            }
            Path temporary = PrivateFiles.createTemporaryFile(directory, ".seed", ".tmp");
            try {
                PrivateFiles.write(temporary, seed);
                if (!publish(temporary, file)) {
                    return false;
                }
            } finally {
                Files.deleteIfExists(temporary);
            }
            PrivateFiles.force(directory);
            return true;
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /**
     * Makes sure that {@link #create} could write the file, before the work of minting is spent; makes missing directories.
     *
     * @throws IdentityException if it could not; the message names the path and the remedy
     */
    public static void requireCreatable(Path file) {
        try {
            Path directory = makeDirectory(file);
            Files.delete(PrivateFiles.createTemporaryFile(directory, ".seed", ".tmp"));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static IdentityException unwritable(Path file, IOException e) {
        return new IdentityException(
                "The identity file " + file + " cannot be written (" + describe(e)
                        + "): name a file in a directory that this user may write to",
                e);
    }

    private static Path makeDirectory(Path file) throws IOException {
        Path directory = PrivateFiles.directoryOf(file);
        PrivateFiles.createDirectories(directory);
        return directory;
    }

    /**
     * Gives a complete file its name, or answers false if the name is taken. A hard link fails then, as no rename does; where links are
     * unknown, a move that checks first has to do.
     */
    private static boolean publish(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return moveUnlessTaken(temporary, file);
        }
    }

    private static boolean moveUnlessTaken(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
