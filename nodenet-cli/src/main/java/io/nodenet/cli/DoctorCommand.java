package io.nodenet.cli;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.address.HostPort;
import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.Level;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.identity.IdentityLock;
import io.nodenet.node.Node;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.pow.ProofOfWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code nodenet doctor}: diagnoses this host and its path to the network, and suggests changes (docs/doctor.md). */
@Command(
        name = "doctor",
        description =
                "Diagnoses this host, starts a node for a few seconds, and suggests changes; works with or without a running"
                        + " node.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no problem was found", "1:a problem was found, or the command failed", "2:usage error"})
final class DoctorCommand implements Callable<Integer> {
    private static final int MAX_TIMEOUT_SECONDS = 3600;

    /** Just enough neighbours to report the external address: the node leaves soon. */
    private static final int TARGET_EDGES = 8;

    private static final int MAX_INBOUND = 32;
    private static final int REFLEXIVE_QUORUM = 3;

    private final Streams streams;
    private final IdentityFiles identities;
    private final Function<RunOptions, Node> nodes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    CommandSpec command;

    @Option(
            names = {"--anchor", "--bootstrap"},
            paramLabel = "ID@HOST:PORT",
            converter = Converters.Anchors.class,
            description =
                    "Nodes to join through; repeatable, or separated by commas. Without any, the network is not examined.")
    List<Converters.AnchorList> anchors = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = Converters.Listen.class,
            defaultValue = "0.0.0.0:0",
            description = "UDP address to bind, such as a forwarded port; default all interfaces, any port.")
    HostPort listen = new HostPort("0.0.0.0", 0);

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            converter = Converters.File.class,
            description = "Identity file to use, which no running node may be using. Default: a throwaway identity.")
    @Nullable
    Path identity;

    @Option(
            names = "--difficulty",
            paramLabel = "BITS",
            defaultValue = "16",
            description = "Proof-of-work bits of the network to join; default ${DEFAULT-VALUE}.")
    int difficulty;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "15",
            description = "Maximum time to listen to the network; default ${DEFAULT-VALUE}.")
    int timeout;

    @Option(names = "--json", description = "Prints one JSON object instead of lines.")
    boolean json;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "error",
            description = "debug, info, warn or error; default ${DEFAULT-VALUE}. Logs go to standard error.")
    LogLevel logLevel = LogLevel.ERROR;

    DoctorCommand(Streams streams, IdentityFiles identities, Function<RunOptions, Node> nodes) {
        this.streams = streams;
        this.identities = identities;
        this.nodes = nodes;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionRange.check(command, "--difficulty", difficulty, 0, ProofOfWork.MAX_DIFFICULTY);
        OptionRange.check(command, "--timeout", timeout, 1, MAX_TIMEOUT_SECONDS);
        List<AnchorEntry> entries = Converters.AnchorList.join(command, anchors);
        logLevel.apply();
        Diagnosis diagnosis = identity == null ? withThrowAway(entries) : withFile(identity, entries);
        DiagnosisReport report = new DiagnosisReport(diagnosis);
        if (json) {
            streams.out().println(report.json());
        } else {
            report.lines().forEach(streams.out()::println);
        }
        return diagnosis.count(Level.PROBLEM) == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Diagnosis withFile(Path file, List<AnchorEntry> entries) throws InterruptedException {
        Identity loaded = identities.load(file);
        IdentityLock lock = IdentityLock.acquire(file);
        try {
            return examine(loaded, difficulty, entries);
        } finally {
            lock.close();
        }
    }

    /** No work is done if no network requires it. */
    private Diagnosis withThrowAway(List<AnchorEntry> entries) throws InterruptedException {
        int bits = entries.isEmpty() ? 0 : difficulty;
        return examine(minted(bits), bits, entries);
    }

    private Identity minted(int bits) throws InterruptedException {
        CompletableFuture<Identity> search = IdentityMinter.mint(bits);
        try {
            return search.get(timeout, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new NodenetTimeoutException(
                    "No identity of " + bits + " bits was found within " + timeout
                            + " s: increase --timeout, or specify a file with --identity",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The search for an identity failed", e.getCause());
        } finally {
            search.cancel(false);
        }
    }

    private Diagnosis examine(Identity who, int bits, List<AnchorEntry> entries) throws InterruptedException {
        if (!entries.isEmpty() && streams.isAttended().getAsBoolean()) {
            streams.err().println("nodenet: listening to the network for up to " + timeout + " s");
        }
        RunOptions options = new RunOptions(
                who,
                listen,
                bits,
                entries,
                List.of(),
                MAX_INBOUND,
                MAX_INBOUND,
                null,
                TARGET_EDGES,
                REFLEXIVE_QUORUM,
                false,
                false,
                Calls.NONE,
                null);
        return new Examination(nodes, Duration.ofSeconds(timeout)).of(options);
    }
}
