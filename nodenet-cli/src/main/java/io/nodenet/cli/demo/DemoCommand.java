package io.nodenet.cli.demo;

import io.nodenet.NodenetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The hidden command {@code nodenet demo}, which {@code ./demo} runs. */
@Command(
        name = "demo",
        hidden = true,
        description = "Runs Alice, Bob and an entry point that both know, and carries messages between the two.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private final Reader in;
    private final PrintWriter out;
    private final BiConsumer<Path, Integer> identities;

    @Option(names = "--check", description = "Sends 100 messages each way, tells how many arrived, and ends.")
    boolean check;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".demo",
            description = "Holds the identities and the logs; default ${DEFAULT-VALUE}.")
    Path directory = Path.of(".demo");

    @Option(
            names = "--difficulty",
            paramLabel = "BITS",
            defaultValue = "16",
            description = "Proof-of-work bits of the three identities; default ${DEFAULT-VALUE}.")
    int difficulty;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "UDP port of the entry point on 127.0.0.1; default: any free one.")
    int port;

    /**
     * Makes the command.
     *
     * @param identities loads or mints an identity file of a difficulty
     */
    public DemoCommand(Reader in, PrintWriter out, BiConsumer<Path, Integer> identities) {
        this.in = in;
        this.out = out;
        this.identities = identities;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Files.createDirectories(directory);
            if (check) {
                return new DemoCheck(out).run(this::start) ? 0 : 1;
            }
            new DemoChat(in, out).run(this::start);
            return 0;
        } catch (IOException e) {
            throw new NodenetException("The demonstration failed: " + e.getMessage(), e);
        }
    }

    private DemoOverlay start(Inboxes inboxes) {
        try {
            return DemoOverlay.start(new DemoOverlay.Plan(directory, difficulty, port, identities), inboxes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodenetException("Interrupted while the nodes started", e);
        }
    }
}
