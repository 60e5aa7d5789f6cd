package io.nodenet.cli;

import io.nodenet.test.simulation.Misconduct;
import io.nodenet.test.simulation.experiment.ExperimentProgress;
import io.nodenet.test.simulation.experiment.ExperimentResult;
import io.nodenet.test.simulation.experiment.ExperimentSettings;
import io.nodenet.test.simulation.experiment.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code nodenet simulate}: a whole overlay in virtual time, measured (docs/simulation.md). */
@Command(
        name = "simulate",
        description =
                "Runs a whole overlay in this process, in virtual time, and measures it: nodes join one after the other"
                        + " through one anchor, settle, and send messages to each other. The same options give the same digest.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:a node violated an invariant", "2:usage error"})
final class SimulateCommand implements Callable<Integer> {
    private final Streams streams;
    private final Experiments experiments;
    private final LongSupplier nanoTime;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    CommandSpec command;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "100",
            description = "Number of nodes that join; default ${DEFAULT-VALUE}.")
    int nodes;

    @Option(
            names = "--nat-share",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of the nodes that dial but cannot be dialed, 0 to 1; default ${DEFAULT-VALUE}.")
    double natShare;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "Simulated minutes between the last join and the first message; default ${DEFAULT-VALUE}.")
    int minutes;

    @Option(
            names = "--join-millis",
            paramLabel = "MS",
            defaultValue = "100",
            description = "Simulated milliseconds between two joins; default ${DEFAULT-VALUE}.")
    int joinMillis;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Seed of all randomness; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--go-policy",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the nodes that choose their neighbours like deployed nodes, 0 to 1; default ${DEFAULT-VALUE}.")
    double goPolicy;

    @Option(
            names = "--churn",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the nodes that end in each of the minutes, every other without a word, while messages are sent;"
                            + " a new node joins for each. 0 to 1; default ${DEFAULT-VALUE}.")
    double churn;

    @Option(
            names = "--split",
            paramLabel = "M",
            defaultValue = "0",
            description =
                    "Simulated minutes for which half of the nodes are cut off from the others; the first message is sent"
                            + " a minute after that is over. Default ${DEFAULT-VALUE}.")
    int split;

    @Option(
            names = "--droppers",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the nodes that forward nothing, 0 to 1; default ${DEFAULT-VALUE}.")
    double droppers;

    @Option(
            names = "--liars",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the nodes that tell false addresses, 0 to 1; default ${DEFAULT-VALUE}.")
    double liars;

    @Option(
            names = "--replayers",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the nodes that send messages of others again, 0 to 1; default ${DEFAULT-VALUE}.")
    double replayers;

    @Option(
            names = "--flooders",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the nodes that send twice as much as others take, 0 to 1; default ${DEFAULT-VALUE}.")
    double flooders;

    @Option(names = "--json", description = "Prints one JSON object instead of a table.")
    boolean json;

    /** Runs experiments. */
    interface Experiments {
        ExperimentResult run(ExperimentSettings settings, Consumer<ExperimentProgress> progress);
    }

    SimulateCommand(Streams streams, Experiments experiments, LongSupplier nanoTime) {
        this.streams = streams;
        this.experiments = experiments;
        this.nanoTime = nanoTime;
    }

    @Override
    public Integer call() {
        OptionRange.check(command, "--nodes", nodes, ExperimentSettings.MIN_NODES, ExperimentSettings.MAX_NODES);
        OptionRange.check(command, "--nat-share", natShare, 0.0, 1.0);
        OptionRange.check(
                command,
                "--minutes",
                (long) minutes,
                ExperimentSettings.MIN_SETTLING.toMinutes(),
                ExperimentSettings.MAX_SETTLING.toMinutes());
        OptionRange.check(
                command,
                "--join-millis",
                (long) joinMillis,
                ExperimentSettings.MIN_JOIN_INTERVAL.toMillis(),
                ExperimentSettings.MAX_JOIN_INTERVAL.toMillis());
        OptionRange.check(command, "--go-policy", goPolicy, 0.0, 1.0);
        OptionRange.check(command, "--churn", churn, 0.0, 1.0);
        OptionRange.check(command, "--split", (long) split, Duration.ZERO.toMinutes(), Trouble.MAX_SPLIT.toMinutes());
        OptionRange.check(command, "--droppers", droppers, 0.0, 1.0);
        OptionRange.check(command, "--liars", liars, 0.0, 1.0);
        OptionRange.check(command, "--replayers", replayers, 0.0, 1.0);
        OptionRange.check(command, "--flooders", flooders, 0.0, 1.0);
        OptionRange.check(
                command,
                "the sum of --droppers, --liars, --replayers and --flooders",
                droppers + liars + replayers + flooders,
                0.0,
                1.0);
        if (churn > 0 && split > 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "--churn and --split exclude each other: messages are sent during the one and after the other");
        }
        ExperimentSettings settings = new ExperimentSettings(nodes, natShare, Duration.ofMinutes(minutes), seed)
                .withGoShare(goPolicy)
                .withJoinInterval(Duration.ofMillis(joinMillis))
                .withTrouble(new Trouble(churn, Duration.ofMinutes(split), misconduct()));
        ExperimentResult result;
        try {
            result = experiments.run(settings, progress());
        } catch (AssertionError violation) {
            streams.err().println("nodenet: " + violation.getMessage());
            return ExitCode.SOFTWARE;
        }
        SimulationReport report = new SimulationReport(result);
        if (json) {
            streams.out().println(report.json());
        } else {
            report.table().forEach(streams.out()::println);
        }
        return ExitCode.OK;
    }

    private Map<Misconduct, Double> misconduct() {
        return Map.of(
                Misconduct.DROPPER,
                droppers,
                Misconduct.LIAR,
                liars,
                Misconduct.REPLAYER,
                replayers,
                Misconduct.FLOODER,
                flooders);
    }

    private Consumer<ExperimentProgress> progress() {
        if (!streams.isAttended().getAsBoolean()) {
            return progress -> {};
        }
        return new SimulationProgress(streams.err(), nanoTime)::progressed;
    }
}
