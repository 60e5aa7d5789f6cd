package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import io.nodenet.IdentityException;
import io.nodenet.NodenetException;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.DefaultIdentityFile;
import io.nodenet.identity.Identity;
import io.nodenet.identity.IdentityLock;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.pow.ProofOfWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code nodenet run}: runs a node until INT, TERM, or the stop command of its console. */
@Command(
        name = "run",
        description = "Runs a node until INT or TERM.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped cleanly", "1:failed", "2:usage error"})
final class RunCommand implements Callable<Integer> {
    private static final HostPort ALL_INTERFACES = new HostPort("0.0.0.0", 0);

    private static final int MAX_CONNECTIONS = 1_000_000;

    private final Streams streams;
    private final IdentityFiles identities;
    private final Function<RunOptions, Node> nodes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    CommandSpec command;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = Converters.Listen.class,
            description = "UDP address to bind; port 0 for any free port. Default: all interfaces, any port.")
    @Nullable
    HostPort listen;

    @Option(
            names = {"--anchor", "--bootstrap"},
            paramLabel = "ID@HOST:PORT",
            converter = Converters.Anchors.class,
            description = "Nodes to join through; repeatable, or separated by commas. May be empty.")
    List<Converters.AnchorList> anchors = new ArrayList<>();

    @ArgGroup
    Who who = new Who();

    @Option(
            names = "--difficulty",
            paramLabel = "BITS",
            defaultValue = "16",
            description = "Proof-of-work bits of the network to join; default ${DEFAULT-VALUE}.")
    int difficulty;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = Converters.Address.class,
            description = "Additional addresses at which other nodes can reach this node.")
    List<HostPort> advertise = new ArrayList<>();

    @Option(
            names = "--max-inbound",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "Maximum number of inbound edges; default ${DEFAULT-VALUE}. Beyond it, the least useful one is closed.")
    int maxInbound;

    @Option(
            names = {"--max-inbound-per-address", "--max-inbound-per-ip"},
            paramLabel = "N",
            defaultValue = "32",
            description =
                    "Maximum number of inbound connections per IPv4 address or IPv6 /64; default ${DEFAULT-VALUE}.")
    int maxInboundPerAddress;

    @Option(
            names = "--peers",
            paramLabel = "FILE",
            converter = Converters.File.class,
            description =
                    "Keeps good contacts in this file, so that the next start can join even if all anchors are gone."
                            + " Default: none.")
    @Nullable
    Path peers;

    @Option(
            names = "--target-edges",
            paramLabel = "N",
            defaultValue = "32",
            description =
                    "Number of edges that the node dials on its own, a few more if messages would otherwise be lost;"
                            + " default ${DEFAULT-VALUE}. 0 disables the search for other nodes.")
    int targetEdges;

    @Option(
            names = "--reflexive-quorum",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Number of neighbours that must agree on the external address of this node; default ${DEFAULT-VALUE}."
                            + " Lower it in a small network: that many liars can make it advertise a wrong address.")
    int reflexiveQuorum;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "debug, info, warn or error; default ${DEFAULT-VALUE}. Logs go to standard error.")
    LogLevel logLevel = LogLevel.INFO;

    @Option(names = "--console", description = "Takes commands and tells events as JSON lines (docs/console.md).")
    boolean console;

    @Option(
            names = "--echo",
            description = "Answers each message with 'echo:' and its payload, and sends data of calls back: for"
                    + " conformance tests.")
    boolean echo;

    @Option(
            names = "--gate",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Has edges only to anchors and to peers that the console allows, and dials the latter only on"
                    + " command: --target-edges has no effect.")
    boolean gate;

    @Option(
            names = "--relay",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description =
                    "Relays the encrypted packets of pairs of neighbours that cannot reach each other in another way: for"
                            + " nodes that others can dial at any UDP port. Default: off.")
    boolean relay;

    @Option(
            names = "--calls",
            paramLabel = "WHOSE",
            defaultValue = "none",
            description = "Callers to accept: none, even (those whose ID ends in an even byte) or all; default"
                    + " ${DEFAULT-VALUE}.")
    Calls calls = Calls.NONE;

    /** The identity of the node: a file or, for tests, a seed. */
    static final class Who {
        @Option(
                names = "--identity",
                paramLabel = "FILE",
                converter = Converters.File.class,
                description =
                        "Identity file; a missing one is created with a new identity. Default: nodenet/nodenet.seed"
                                + " in the configuration directory of the user.")
        @Nullable
        Path file;

        @Option(
                names = "--seed",
                paramLabel = "HEX",
                converter = Converters.Seed.class,
                description =
                        "The identity itself, 64 hexadecimal digits; for tests only, because other users can read it.")
        @Nullable
        Identity seed;
    }

    RunCommand(Streams streams, IdentityFiles identities, Function<RunOptions, Node> nodes) {
        this.streams = streams;
        this.identities = identities;
        this.nodes = nodes;
    }

    @Override
    public Integer call() {
        OptionRange.check(command, "--difficulty", difficulty, 0, ProofOfWork.MAX_DIFFICULTY);
        OptionRange.check(command, "--max-inbound", maxInbound, 0, MAX_CONNECTIONS);
        OptionRange.check(command, "--max-inbound-per-address", maxInboundPerAddress, 1, MAX_CONNECTIONS);
        OptionRange.check(command, "--target-edges", targetEdges, 0, NodeBuilder.MAX_TARGET_EDGES);
        OptionRange.check(command, "--reflexive-quorum", reflexiveQuorum, 1, NodeBuilder.MAX_REFLEXIVE_QUORUM);
        List<AnchorEntry> entries = Converters.AnchorList.join(command, anchors);
        logLevel.apply();
        Logger log = LoggerFactory.getLogger("nodenet");
        if (listen == null && entries.isEmpty() && (peers == null || !Files.exists(peers))) {
            throw new ConfigurationException(
                    "The node would have no address at which to be reached, and no node to join through:"
                            + " specify --listen HOST:PORT or --anchor ID@HOST:PORT, or both");
        }
        Path file = who.seed == null ? identityFile() : null;
        Identity identity = file == null ? seeded() : identities.loadOrMint(file, difficulty);
        IdentityLock lock = file == null ? null : IdentityLock.acquire(file);
        try {
            run(options(identity, entries), log);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
        return 0;
    }

    private RunOptions options(Identity identity, List<AnchorEntry> entries) {
        return new RunOptions(
                identity,
                listen == null ? ALL_INTERFACES : listen,
                difficulty,
                entries,
                advertise,
                maxInbound,
                maxInboundPerAddress,
                peers,
                gate ? 0 : targetEdges,
                reflexiveQuorum,
                relay,
                echo,
                calls,
                gate ? new ConsoleGate() : null);
    }

    private void run(RunOptions options, Logger log) {
        StopSignal stop = new StopSignal();
        ProcessSignals signals = ProcessSignals.watch(stop);
        try {
            if (console) {
                runConsole(options, stop);
            } else {
                runForeground(options, stop, new MessageLog(log));
            }
        } finally {
            signals.stopped();
        }
    }

    private Path identityFile() {
        return who.file == null ? DefaultIdentityFile.path() : who.file;
    }

    private Identity seeded() {
        Identity identity = Objects.requireNonNull(who.seed);
        int bits = identity.nodeId().leadingZeroBits();
        if (bits < difficulty) {
            throw new IdentityException(
                    "The identity of --seed has " + bits + " leading zero bits, but the network requires " + difficulty
                            + ": mint another one, or specify the difficulty of your network");
        }
        return identity;
    }

    private void runForeground(RunOptions options, StopSignal stop, MessageLog messages) {
        try (Node node = nodes.apply(options)) {
            node.onMessage(receiver(options, node, messages));
            node.on(NodeEvent.NodeFailed.class, failed -> stop.fail(failed.describe()));
            node.onCall(new ConsoleCalls(node, options.echo(), null)::take);
            node.start();
            stop.await();
        }
    }

    private void runConsole(RunOptions options, StopSignal stop) {
        EventWriter writer = new EventWriter(streams.out());
        ConsoleEvents events = new ConsoleEvents(writer);
        try (Node node = nodes.apply(options)) {
            node.on(NodeEvent.class, events::happened);
            node.on(NodeEvent.NodeFailed.class, failed -> stop.fail(failed.describe()));
            node.onMessage(receiver(options, node, events::delivered));
            ConsoleCalls media = new ConsoleCalls(node, options.echo(), events);
            node.onCall(media::take);
            node.start();
            events.ready(node, options.difficulty());
            ConsoleSession session = new ConsoleSession(node, media, options.gate(), streams.in(), writer);
            Thread reader = new Thread(
                    () -> {
                        session.run();
                        stop.request();
                    },
                    "nodenet-console");
            reader.setDaemon(true);
            reader.start();
            stop.await();
        } catch (NodenetException e) {
            events.failed(String.valueOf(e.getMessage()));
            throw e;
        }
        events.stopped();
    }

    private static Consumer<InboundMessage> receiver(RunOptions options, Node node, Consumer<InboundMessage> messages) {
        return options.echo() ? messages.andThen(new Echo(node)) : messages;
    }
}
