package io.nodenet.cli;

import io.nodenet.identity.Identity;
import java.nio.file.Path;

/** Where commands get identities from. */
interface IdentityFiles {
    /** Loads the identity in a file, or mints one and saves it there when there is no file. */
    Identity loadOrMint(Path file, int difficulty);

    /** Loads the identity in a file. */
    Identity load(Path file);
}
