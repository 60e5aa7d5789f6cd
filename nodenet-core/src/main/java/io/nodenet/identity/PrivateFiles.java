package io.nodenet.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Makes files and directories that only the user of this process can use, and tells what keeps an existing one from being so.
 *
 * <p>They belong to that user, or to root, and have no permission for group or others. Where the file system knows no POSIX permissions
 * they are neither set nor checked. Blocks on the disk. Thread-safe.
 */
public final class PrivateFiles {
    private static final String FILE = "rw-------";
    private static final String DIRECTORY = "rwx------";
    private static final String ROOT = "root";
    private static final String NAMELESS = "?";
    private static final Path PROCESS = Path.of("/proc/self");
    private static final Set<PosixFilePermission> FOREIGN_ACCESS = PosixFilePermissions.fromString("---rwxrwx");

    private PrivateFiles() {}

    /**
     * Returns what is wrong with an existing file or directory: another owner, or access for group or others.
     *
     * @return a clause to follow the path, with the remedy, such as {@code is open to others (rw-r--r--): run chmod 600 seed}; empty if
     *     nothing is wrong
     * @throws IOException if it does not exist or cannot be examined
     */
    public static Optional<String> flaw(Path path) throws IOException {
        return flaw(path, processOwners());
    }

    /**
     * Returns what is wrong with an existing file or directory.
     *
     * @param owners the names of its possible owners, that of the process first
     */
    static Optional<String> flaw(Path path, Set<String> owners) throws IOException {
        if (!isPosix(path)) {
            return Optional.empty();
        }
        String owner = Files.getOwner(path).getName();
        if (!owners.contains(owner)) {
            return Optional.of("belongs to " + owner + ": make sure that nobody has planted it, then run chown "
                    + owners.iterator().next() + " " + path);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (permissions.stream().anyMatch(FOREIGN_ACCESS::contains)) {
            return Optional.of("is open to others (" + PosixFilePermissions.toString(permissions) + "): "
                    + (Files.isDirectory(path)
                            ? "name a directory for this purpose alone, or if it is one, run chmod 700 "
                            : "run chmod 600 ")
                    + path);
        }
        return Optional.empty();
    }

    /**
     * Creates a directory with missing parents; one that exists stays as it is.
     *
     * @throws IOException if it cannot be created
     */
    public static void createDirectories(Path directory) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        Files.createDirectories(directory, attributes(existing == null ? directory : existing, DIRECTORY));
    }

    /**
     * Creates an empty file in an existing directory.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     * @throws IOException if it cannot be created
     */
    public static void createFile(Path file) throws IOException {
        Files.createFile(file, fileAttributes(directoryOf(file)));
    }

    /**
     * Gives a file another content, with missing directories, or creates it: whoever reads it gets the former content or the new one, also
     * after a power cut. What lies there before is replaced whatever its owner and permissions; a symbolic link is replaced, not followed.
     *
     * @throws IOException if it cannot be written, in which case the former content stays
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path directory = directoryOf(file);
        createDirectories(directory);
        // one name, so that processes that are killed leave one file behind and not one each
        Path temporary = directory.resolve("." + file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        createFile(temporary);
        try {
            write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(directory);
    }

    /** Writes the content of an empty file, which is on disk when this method returns. */
    static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Puts the names of a directory on disk too; some systems cannot open a directory, and then need not. */
    static void force(Path directory) throws IOException {
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static Path createTemporaryFile(Path directory, String prefix, String suffix) throws IOException {
        return Files.createTempFile(directory, prefix, suffix, fileAttributes(directory));
    }

    /** Returns what a new file in an existing directory is created with. */
    static FileAttribute<?>[] fileAttributes(Path directory) throws IOException {
        return attributes(directory, FILE);
    }

    /** Returns the absolute path of the directory that holds a file. */
    static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("it is not the path of a file");
        }
        return directory;
    }

    static boolean isPosix(Path existing) throws IOException {
        return Files.getFileStore(existing).supportsFileAttributeView("posix");
    }

    private static FileAttribute<?>[] attributes(Path existing, String permissions) throws IOException {
        return isPosix(existing)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Returns the names under which the process owns files; root is one, since it can read and replace each file anyway. */
    private static Set<String> processOwners() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        ProcessHandle.current().info().user().ifPresent(names::add);
        // a process that gained capabilities from its file appears as root above
        String user = System.getProperty("user.name", NAMELESS);
        if (!user.equals(NAMELESS)) {
            names.add(user);
        }
        if (names.isEmpty() && Files.exists(PROCESS)) {
            // a user ID without a name, as containers have it: files then belong to the number
            names.add(Files.getOwner(PROCESS).getName());
        }
        names.add(ROOT);
        return names;
    }
}
