package io.nodenet.benchmarks.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.jr.ob.JSON;

/** Runs one load scenario or all of them and prints a line for each figure; fails if what must be true of every run is not. */
@Command(name = "load", mixinStandardHelpOptions = true, description = "Measures over real sockets on loopback.")
public final class LoadCommand implements Callable<Integer> {
    private static final Map<String, Supplier<Scenario>> SCENARIOS = new TreeMap<>(Map.ofEntries(
            Map.entry("frames", FramesScenario::new),
            Map.entry("ping-pong", PingPongScenario::new),
            Map.entry("forwarding", ForwardingScenario::new),
            Map.entry("connect", ConnectScenario::new),
            Map.entry("node-connect", NodeConnectScenario::new),
            Map.entry("memory", MemoryScenario::new),
            Map.entry("relay", RelayScenario::new),
            Map.entry("soak", SoakScenario::new),
            Map.entry("media-datagrams", MediaDatagramsScenario::new),
            Map.entry("media-paced", MediaLedgerScenario::paced),
            Map.entry("media-flat-out", MediaLedgerScenario::flatOut),
            Map.entry("media-messages", MediaMessagesScenario::new),
            Map.entry("call-beside-forwarding", CallBesideForwardingScenario::new)));
    private static final List<String> ORDER = List.of(
            "frames",
            "ping-pong",
            "forwarding",
            "connect",
            "node-connect",
            "memory",
            "relay",
            "media-datagrams",
            "media-paced",
            "media-flat-out",
            "media-messages",
            "call-beside-forwarding");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "1",
            description =
                    "frames, ping-pong, forwarding, connect, node-connect, memory, relay, media-datagrams, media-paced, media-flat-out, "
                            + "media-messages, call-beside-forwarding, soak, or all but soak")
    private String scenario = "all";

    @Option(names = "--seconds", description = "how long each measured part runs; default ${DEFAULT-VALUE}")
    private int seconds = 5;

    @Option(names = "--json", description = "print JSON objects, one per line")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> names = scenario.equals("all") ? ORDER : List.of(scenario);
        int status = 0;
        PrintWriter out = spec.commandLine().getOut();
        for (String name : names) {
            Supplier<Scenario> maker = SCENARIOS.get(name);
            if (maker == null) {
                throw new ParameterException(
                        spec.commandLine(), "No scenario \"" + name + "\": choose one of " + SCENARIOS.keySet());
            }
            Scenario measured = maker.get();
            List<Figure> figures = measured.run(Duration.ofSeconds(seconds));
            for (Figure figure : figures) {
                out.println(json ? JSON.std.asString(figure.toMap()) : figure.toMap());
                out.flush();
            }
            if (!measured.holds(figures)) {
                status = 1;
            }
        }
        return status;
    }
}
