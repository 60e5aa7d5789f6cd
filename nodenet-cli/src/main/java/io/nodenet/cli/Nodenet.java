package io.nodenet.cli;

import io.nodenet.NodenetException;
import io.nodenet.node.Node;
import io.nodenet.test.simulation.experiment.OverlayExperiment;
import java.io.PrintWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command {@code nodenet} and the entry point of its process. */
@Command(
        name = "nodenet",
        description = "Peer-to-peer connectivity: runs a node, diagnoses it, manages its identity, simulates"
                + " whole overlays.",
        subcommands = {
            RunCommand.class,
            DoctorCommand.class,
            IdentityCommand.class,
            SimulateCommand.class,
            RehearseCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Nodenet.Version.class)
public final class Nodenet {
    private Nodenet() {}

    /** Runs one command line and ends the process with its exit code: 0 success, 1 failure, 2 usage error. */
    public static void main(String[] arguments) {
        Streams streams = Streams.ofProcess();
        int status = commandLine(streams, new SeedFiles(streams.err()), RunOptions::build)
                .execute(arguments);
        System.exit(status);
    }

    /** Returns the command line on these streams, with these sources of identities and nodes. */
    static CommandLine commandLine(Streams streams, IdentityFiles identities, Function<RunOptions, Node> nodes) {
        CommandLine commandLine = new CommandLine(new Nodenet(), new Factory(streams, identities, nodes));
        commandLine.setOut(streams.out());
        commandLine.setErr(streams.err());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((e, arguments) -> misused(e, streams.err()));
        commandLine.setExecutionExceptionHandler((e, command, result) -> failed(e, streams.err()));
        return commandLine;
    }

    private static int misused(ParameterException e, PrintWriter err) {
        err.println("nodenet: " + e.getMessage());
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, PrintWriter err) {
        String message = e.getMessage();
        if (e instanceof NodenetException && message != null) {
            err.println("nodenet: " + message);
        } else {
            err.println("nodenet: unexpected " + e);
        }
        if (LogLevel.isDebug()) {
            e.printStackTrace(err);
        }
        return ExitCode.SOFTWARE;
    }

    /** Creates commands with their dependencies. */
    private record Factory(Streams streams, IdentityFiles identities, Function<RunOptions, Node> nodes)
            implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == RunCommand.class) {
                return type.cast(new RunCommand(streams, identities, nodes));
            }
            if (type == DoctorCommand.class) {
                return type.cast(new DoctorCommand(streams, identities, nodes));
            }
            if (type == RehearseCommand.class) {
                return type.cast(new RehearseCommand(streams));
            }
            if (type == IdentityCommand.class) {
                return type.cast(new IdentityCommand(streams, identities));
            }
            if (type == SimulateCommand.class) {
                return type.cast(new SimulateCommand(
                        streams,
                        (settings, progress) -> new OverlayExperiment(settings, progress).run(),
                        System::nanoTime));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    /** Returns the version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Nodenet.class.getPackage().getImplementationVersion();
            return new String[] {"nodenet " + (version == null ? "(not packaged)" : version)};
        }
    }
}
