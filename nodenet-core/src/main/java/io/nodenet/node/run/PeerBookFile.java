package io.nodenet.node.run;

import io.nodenet.identity.PrivateFiles;
import io.nodenet.routed.Contact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the contacts of a node in a file that its user alone can use, of at most {@value PeerBookText#MAX_BYTES} bytes.
 *
 * <p>A book makes a start faster and is needed for none: whatever is wrong with the file is one WARN. A file that is not a peer book is never
 * written to. Blocks on the disk; never called on the loop. Thread-safe.
 */
final class PeerBookFile {
    private static final Logger LOG = LoggerFactory.getLogger(PeerBookFile.class);

    private static final String EMPTY = PeerBookText.write(List.of());

    private final Path file;
    private boolean foreign;
    private boolean warned;
    private String onDisk = "";

    PeerBookFile(Path file) {
        this.file = file;
    }

    /** Returns the contacts of the file, none if it is missing or there is something wrong with it. */
    synchronized List<Contact> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            foreign = true;
            if (!Files.isRegularFile(file)) {
                return nothing("is not a regular file: name another one");
            }
            String text = content();
            if (!text.isEmpty() && !PeerBookText.isBook(text)) {
                return nothing("is not a peer book and stays as it is: name another file");
            }
            foreign = false;
            Optional<String> flaw = PrivateFiles.flaw(file);
            if (flaw.isPresent()) {
                return nothing(flaw.get());
            }
            if (text.length() > PeerBookText.MAX_BYTES) {
                return nothing("is larger than " + PeerBookText.MAX_BYTES + " bytes: its contacts are not used");
            }
            List<Contact> contacts = PeerBookText.read(text);
            onDisk = text;
            return contacts;
        } catch (IOException e) {
            return nothing("cannot be read (" + e + "): check the path and its owner");
        } catch (IllegalArgumentException e) {
            return nothing("is damaged (" + e.getMessage() + "): its contacts are not used");
        }
    }

    private String content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(PeerBookText.MAX_BYTES + 1), StandardCharsets.ISO_8859_1);
        }
    }

    private List<Contact> nothing(String why) {
        LOG.warn("The peer book {} {}", file, why);
        return List.of();
    }

    /** Replaces the contacts of the file, unless they are the same or none. */
    synchronized void write(List<Contact> contacts) {
        String text = PeerBookText.write(contacts);
        if (foreign || text.equals(EMPTY) || text.equals(onDisk)) {
            return;
        }
        try {
            PrivateFiles.replace(file, text.getBytes(StandardCharsets.US_ASCII));
            onDisk = text;
        } catch (IOException e) {
            if (warned) {
                LOG.debug("The peer book {} cannot be written ({})", file, e.toString());
            } else {
                LOG.warn(
                        "The peer book {} cannot be written ({}): the node runs on without;"
                                + " name a file in a directory that this user may write to",
                        file,
                        e.toString());
            }
            warned = true;
        }
    }
}
