package io.nodenet.benchmarks.load;

import java.io.IOException;
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

/** Runs one load scenario or all of them and prints a line for each figure; fails if a run violates a condition that must always hold. */
@Command(name = "load", mixinStandardHelpOptions = true, description = "Measures over real sockets on loopback.")
public final class LoadCommand implements Callable<Integer> {
    private static final Map<String, Supplier<Scenario>> SCENARIOS = new TreeMap<>(Map.ofEntries(
            Map.entry("floor", FloorScenario::new),
            Map.entry("receive", ReceiveScenario::new),
            Map.entry("frames", FramesScenario::new),
            Map.entry("ping-pong", PingPongScenario::new),
            Map.entry("forwarding", ForwardingScenario::new),
            Map.entry("connect", ConnectScenario::new),
            Map.entry("node-connect", NodeConnectScenario::new),
            Map.entry("memory", MemoryScenario::new),
            Map.entry("node-memory", NodeMemoryScenario::new),
            Map.entry("relay", RelayScenario::new),
            Map.entry("soak", SoakScenario::new),
            Map.entry("media-datagrams", MediaDatagramsScenario::new),
            Map.entry("media-paced", MediaLedgerScenario::paced),
            Map.entry("media-flat-out", MediaLedgerScenario::flatOut),
            Map.entry("media-messages", MediaMessagesScenario::new),
            Map.entry("call-beside-forwarding", CallBesideForwardingScenario::new)));
    private static final List<String> ORDER = List.of(
            "floor",
            "receive",
            "frames",
            "ping-pong",
            "forwarding",
            "connect",
            "node-connect",
            "memory",
            "node-memory",
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
                    "floor, receive, frames, ping-pong, forwarding, connect, node-connect, memory, node-memory, relay, media-datagrams, media-paced, media-flat-out, "
                            + "media-messages, call-beside-forwarding, soak, or all but soak")
    private String scenario = "all";

    @Option(names = "--seconds", description = "how long each measured part runs; default ${DEFAULT-VALUE}")
    private int seconds = 5;

    @Option(
            names = "--processes",
            description =
                    "run each scenario in this number of fresh processes, and print medians and spreads; default: once, in this process")
    private int processes;

    @Option(names = "--json", description = "print JSON objects, one per line")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> names = scenario.equals("all") ? ORDER : List.of(scenario);
        int status = 0;
        for (String name : names) {
            Supplier<Scenario> maker = SCENARIOS.get(name);
            if (maker == null) {
                throw new ParameterException(
                        spec.commandLine(), "No scenario \"" + name + "\": choose one of " + SCENARIOS.keySet());
            }
            if (!(processes > 0 ? spread(name) : once(maker.get()))) {
                status = 1;
            }
        }
        return status;
    }

    private boolean once(Scenario scenario) throws Exception {
        List<Figure> figures = scenario.run(Duration.ofSeconds(seconds));
        for (Figure figure : figures) {
            print(figure.toMap());
        }
        return scenario.holds(figures);
    }

    private boolean spread(String name) throws Exception {
        Processes fresh = new Processes();
        for (Spread figure : fresh.run(name, seconds, processes)) {
            print(figure.toMap());
        }
        return fresh.hold();
    }

    private void print(Map<String, Object> figure) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? JSON.std.asString(figure) : figure);
        out.flush();
    }
}
