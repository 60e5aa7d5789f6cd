package io.nodenet.cli;

import io.nodenet.identity.Identity;
import io.nodenet.identity.SeedFile;
import io.nodenet.pow.IdentityMinter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identity files of the library, with the progress of a search shown to the user. */
final class SeedFiles implements IdentityFiles {
    private final PrintWriter progress;

    SeedFiles(PrintWriter progress) {
        this.progress = progress;
    }

    @Override
    public Identity loadOrMint(Path file, int difficulty) {
        if (Files.exists(file)) {
            return IdentityMinter.loadOrMint(file, difficulty);
        }
        MintReport report = new MintReport(progress, System::nanoTime);
        report.started(file, difficulty);
        Identity identity = IdentityMinter.loadOrMint(file, difficulty, report::progressed);
        report.minted(identity);
        return identity;
    }

    @Override
    public Identity load(Path file) {
        return SeedFile.load(file);
    }
}
