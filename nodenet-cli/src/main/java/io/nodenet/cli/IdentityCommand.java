package io.nodenet.cli;

import io.nodenet.IdentityException;
import io.nodenet.identity.DefaultIdentityFile;
import io.nodenet.identity.Identity;
import io.nodenet.pow.ProofOfWork;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code nodenet identity}: creates and shows identity files. */
@Command(name = "identity", description = "Makes and shows identity files.", mixinStandardHelpOptions = true)
final class IdentityCommand {
    private final Streams streams;
    private final IdentityFiles identities;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the methods are called
    CommandSpec command;

    IdentityCommand(Streams streams, IdentityFiles identities) {
        this.streams = streams;
        this.identities = identities;
    }

    @Command(
            name = "mint",
            description = "Mints an identity that satisfies a difficulty and saves it; never overwrites a file.",
            mixinStandardHelpOptions = true)
    int mint(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            converter = Converters.File.class,
                            description = "Default: the same as for 'run'.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--difficulty",
                            paramLabel = "BITS",
                            defaultValue = "16",
                            description = "Leading zero bits that the NodeID must have; default ${DEFAULT-VALUE}.")
                    int difficulty) {
        OptionRange.check(command, "--difficulty", difficulty, 0, ProofOfWork.MAX_DIFFICULTY);
        Path target = fileOrDefault(file);
        if (Files.exists(target)) {
            throw new IdentityException("The file " + target + " already exists: specify another one, or move it away");
        }
        print(target, identities.loadOrMint(target, difficulty));
        return 0;
    }

    @Command(name = "show", description = "Shows the public part of an identity file.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            converter = Converters.File.class,
                            description = "Default: the same as for 'run'.")
                    @Nullable
                    Path file) {
        Path source = fileOrDefault(file);
        print(source, identities.load(source));
        return 0;
    }

    private static Path fileOrDefault(@Nullable Path file) {
        return file == null ? DefaultIdentityFile.path() : file;
    }

    private void print(Path file, Identity identity) {
        PrintWriter out = streams.out();
        out.println("id=" + identity.nodeId());
        out.println("bits=" + identity.nodeId().leadingZeroBits());
        out.println("key=" + HexFormat.of().formatHex(identity.publicKey()));
        out.println("file=" + file.toAbsolutePath());
    }
}
