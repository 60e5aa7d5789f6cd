package io.nodenet.cli.demo;

import io.nodenet.NodenetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/** One node in a process of its own, driven through its console (docs/console.md). Thread-safe. */
final class DemoNode implements AutoCloseable {
    private static final int READY_SECONDS = 30;
    private static final int STOP_SECONDS = 10;
    private static final int POLL_MILLIS = 5;
    private static final String MAIN = "io.nodenet.cli.Nodenet";

    private final String name;
    private final Path log;
    private final Process process;
    private final PrintWriter commands;
    private final Consumer<byte[]> inbox;
    private final CompletableFuture<Map<String, Object>> ready = new CompletableFuture<>();
    private final Set<String> edges = ConcurrentHashMap.newKeySet();

    private DemoNode(String name, Path log, Process process, Consumer<byte[]> inbox) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.inbox = inbox;
        this.commands =
                new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
    }

    /**
     * Starts a node and waits until it runs.
     *
     * @param directory holds its identity file and takes its log
     * @param options further options of {@code nodenet run}
     * @param inbox takes the payloads that arrive, on the thread that reads the console
     * @throws NodenetException if it does not come up; the message tells what it said
     */
    static DemoNode start(String name, Path directory, List<String> options, Consumer<byte[]> inbox) {
        Path log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN,
                "run",
                "--console",
                "--identity",
                directory.resolve(name + ".seed").toString()));
        command.addAll(options);
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            DemoNode node = new DemoNode(name, log, process, inbox);
            node.awaitReady();
            return node;
        } catch (IOException e) {
            throw new NodenetException("Cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    private void awaitReady() throws IOException {
        Thread reader = new Thread(this::readEvents, "nodenet-demo-" + name);
        reader.setDaemon(true);
        reader.start();
        try {
            ready.get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new NodenetException(name + " did not start: " + lastWords(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new NodenetException("Interrupted while " + name + " started", e);
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing, see " + log : lines.get(lines.size() - 1);
    }

    private void readEvents() {
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            String line = events.readLine();
            while (line != null) {
                take(JSON.std.mapFrom(line));
                line = events.readLine();
            }
            ready.completeExceptionally(new IllegalStateException("the process ended"));
        } catch (IOException | JacksonException e) {
            ready.completeExceptionally(e);
        }
    }

    private void take(Map<String, Object> event) {
        switch (String.valueOf(event.get("event"))) {
            case "ready" -> ready.complete(event);
            case "edge" -> edges.add(String.valueOf(event.get("peer")));
            case "edge-lost" -> edges.remove(String.valueOf(event.get("peer")));
            case "delivered" -> inbox.accept(HexFormat.of().parseHex(String.valueOf(event.get("hex"))));
            default -> {
                // the demonstration needs no other event
            }
        }
    }

    /** Answers what people call it. */
    String name() {
        return name;
    }

    /** Answers its NodeID. */
    String id() {
        return String.valueOf(ready.join().get("id"));
    }

    /** Answers the address that it listens on. */
    String endpoint() {
        return String.valueOf(ready.join().get("endpoint"));
    }

    /** Sends a routed message to another node. */
    void send(DemoNode to, byte[] payload) {
        String hex = HexFormat.of().formatHex(payload);
        synchronized (commands) {
            commands.println(JSON.std.asString(Map.of("cmd", "send", "peer", to.id(), "hex", hex)));
        }
    }

    /** Tells whether it has an edge with another node. */
    boolean hasEdgeWith(DemoNode other) {
        return edges.contains(other.id());
    }

    /**
     * Waits for an edge with another node.
     *
     * @throws NodenetException if there is none in time
     */
    void awaitEdgeWith(DemoNode other, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!hasEdgeWith(other)) {
            if (System.nanoTime() > deadline) {
                throw new NodenetException(
                        name + " got no edge with " + other.name + " in " + seconds + " s, see " + log);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Asks it to leave and waits for its end, which is forced if it takes long. */
    @Override
    public void close() {
        synchronized (commands) {
            commands.close();
        }
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
