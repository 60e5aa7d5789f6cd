package io.nodenet.sample.messenger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/** Creates the directory of the messenger, readable by its user only, before anything puts messages there. */
class PrivateDirectory implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final FileAttribute<?>[] USER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Path directory = Path.of(event.getEnvironment().getRequiredProperty("messenger.directory"));
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectories(directory, posix ? USER_ONLY : new FileAttribute<?>[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("messenger.directory " + directory + " cannot be created", e);
        }
    }
}
