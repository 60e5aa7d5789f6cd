package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.jr.ob.JSON;

/** {@code ./nodenet}, or the independent peer, in a process of its own, driven through its console. */
final class ConsoleProcess implements AutoCloseable {
    private static final Path ROOT =
            Path.of(System.getProperty("nodenet.root", "..")).toAbsolutePath();
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Path JAR = Path.of(System.getProperty("nodenet.jar", "target/nodenet.jar"));
    /** After so long something hangs; nothing that is tested takes as long, on however busy a machine. */
    private static final int SECONDS = 120;

    final Process process;
    private final Path log;
    private final PrintWriter commands;
    private final List<Map<String, Object>> events = new ArrayList<>();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final Thread reader;

    private ConsoleProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands =
                new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        this.reader = new Thread(this::read, "console");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code nodenet} with these arguments. */
    static ConsoleProcess start(Path directory, String... arguments) throws IOException {
        return start(directory, List.of(), List.of(arguments));
    }

    /** Starts {@code nodenet} with options of the JVM and these arguments. */
    static ConsoleProcess start(Path directory, List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        boolean hasLauncher = !System.getProperty("os.name").startsWith("Windows");
        if (hasLauncher) {
            command.add(ROOT.resolve("nodenet").toString());
        } else {
            command.add(JAVA_HOME.resolve("bin").resolve("java").toString());
            command.addAll(jvmOptions);
            command.addAll(List.of("-jar", JAR.toString()));
        }
        command.addAll(arguments);
        Path log = Files.createTempFile(directory, "node", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        builder.environment().put("NODENET_JAVA_OPTS", String.join(" ", jvmOptions));
        return new ConsoleProcess(builder.start(), log);
    }

    /** Starts a node with a console on a free port of the loopback interface. */
    static ConsoleProcess node(Path directory, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "--console", "--listen=127.0.0.1:0"));
        arguments.addAll(List.of(options));
        return start(directory, arguments.toArray(String[]::new));
    }

    /** Starts the independent peer with the weaknesses of a deployed node, on a free port of the loopback interface. */
    static ConsoleProcess deployedPeer(Path directory, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--as-deployed"));
        all.addAll(List.of(options));
        return peer(directory, List.of("-m", "nodenet_peer"), all);
    }

    /** Starts the independent peer on a free port of the loopback interface. */
    static ConsoleProcess peer(Path directory, String... options) throws Exception {
        return peer(directory, List.of("-m", "nodenet_peer"), List.of(options));
    }

    /** Starts the independent peer by a program of Python, on a free port of the loopback interface. */
    static ConsoleProcess peer(Path directory, List<String> program, List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(PythonEnvironment.python().toString());
        command.addAll(program);
        command.addAll(List.of("serve", "--listen", "127.0.0.1:0"));
        command.addAll(options);
        Path log = Files.createTempFile(directory, "peer", ".log");
        ProcessBuilder builder = PythonEnvironment.module(command, PythonEnvironment.SUITE);
        return new ConsoleProcess(builder.redirectError(log.toFile()).start(), log);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                Map<String, Object> event = JSON.std.mapFrom(line);
                synchronized (events) {
                    if ("delivered".equals(event.get("event"))) {
                        heard.add(String.valueOf(event.get("hex")));
                    }
                    events.add(event);
                    events.notifyAll();
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the first event that is accepted. */
    Map<String, Object> await(Predicate<Map<String, Object>> accepted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int next = 0;
        synchronized (events) {
            while (true) {
                for (; next < events.size(); next++) {
                    if (accepted.test(events.get(next))) {
                        return events.get(next);
                    }
                }
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0 || !process.isAlive() && !reader.isAlive()) {
                    throw new AssertionError("No such event among " + events + "; log:\n" + Files.readString(log));
                }
                events.wait(Math.min(millis, 100));
            }
        }
    }

    /** Waits for an event of a name about a peer. */
    Map<String, Object> await(String name, String peer) throws Exception {
        return await(event -> name.equals(event.get("event")) && peer.equals(event.get("peer")));
    }

    /** Waits for so many events of a name about a peer. */
    void await(String name, String peer, int times) throws Exception {
        AtomicInteger left = new AtomicInteger(times);
        await(event ->
                name.equals(event.get("event")) && peer.equals(event.get("peer")) && left.decrementAndGet() == 0);
    }

    /** Sends a command whose answer will carry a tag. */
    void tell(String tag, String fields) {
        commands.println("{\"tag\":\"" + tag + "\"," + fields + "}");
    }

    /** Sends a command and waits for its answer. */
    Map<String, Object> ask(String tag, String fields) throws Exception {
        tell(tag, fields);
        return await(event -> tag.equals(event.get("tag")));
    }

    private Map<String, Object> ready() throws Exception {
        return await(event -> "ready".equals(event.get("event")));
    }

    String id() throws Exception {
        return String.valueOf(ready().get("id"));
    }

    String endpoint() throws Exception {
        Map<String, Object> ready = ready();
        return String.valueOf(ready.getOrDefault("endpoint", ready.get("address")));
    }

    /** Returns the value for {@code --anchor}. */
    String entry() throws Exception {
        return id() + '@' + endpoint();
    }

    /** Returns how often a payload was delivered so far. */
    long deliveries(String hex) {
        synchronized (events) {
            return events.stream()
                    .filter(event -> "delivered".equals(event.get("event")) && hex.equals(event.get("hex")))
                    .count();
        }
    }

    /** Returns whether a payload is delivered within a time. */
    boolean hears(String hex, int seconds) throws InterruptedException {
        return hearsUntil(hex, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Returns whether a payload is delivered before an instant of {@link System#nanoTime}. */
    boolean hearsUntil(String hex, long endNanos) throws InterruptedException {
        synchronized (events) {
            long left = endNanos - System.nanoTime();
            while (!heard.contains(hex) && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(events, left);
                left = endNanos - System.nanoTime();
            }
        }
        return heard.contains(hex);
    }

    /** Waits for so many events of a name. */
    void awaitCount(String name, int number) throws Exception {
        int[] seen = new int[1];
        await(event -> name.equals(event.get("event")) && ++seen[0] == number);
    }

    /** Returns the number of messages delivered so far. */
    long deliveries() {
        return count("delivered");
    }

    /** Returns the number of events with a name so far. */
    long count(String name) {
        synchronized (events) {
            return events.stream()
                    .filter(event -> name.equals(event.get("event")))
                    .count();
        }
    }

    /** Waits for the end and returns the exit code. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(SECONDS));
        return process.exitValue();
    }

    /** Returns the last event. */
    Map<String, Object> lastEvent() {
        synchronized (events) {
            return events.get(events.size() - 1);
        }
    }

    /** Returns its output on standard error. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Ends the input, which stops the node. */
    void endInput() {
        commands.close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
