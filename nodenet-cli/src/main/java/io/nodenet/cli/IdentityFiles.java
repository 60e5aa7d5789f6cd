package io.nodenet.cli;

import io.nodenet.identity.Identity;
import java.nio.file.Path;

/** The source of identities for commands. */
interface IdentityFiles {
    /** Loads the identity in a file, or mints one and saves it there if the file does not exist. */
    Identity loadOrMint(Path file, int difficulty);

    /** Loads the identity in a file. */
    Identity load(Path file);
}
