package io.nodenet.sample.common.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A sample in a separate process.
 *
 * @param <C> the client of its HTTP interface
 */
public final class SampleProcess<C extends SampleClient> implements AutoCloseable {
    private static final int READY_SECONDS = 120;
    private static final int WAIT_SECONDS = 60;
    private static final Duration STOP_TIME = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 50;

    private final String name;
    private final Path log;
    private final Process process;
    private final C client;

    private SampleProcess(String name, Path log, Process process, C client) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.client = client;
    }

    /**
     * The options for starting a process.
     *
     * @param jar the runnable jar
     * @param jvmOptions further options of the JVM
     * @param name the name of its user
     * @param directory holds its identity and database; its log is next to it
     * @param port the port of its page
     * @param options further options of the sample
     */
    public record Plan(
            Path jar, List<String> jvmOptions, String name, Path directory, int port, List<String> options) {}

    /**
     * Starts a sample; it answers once {@link #awaitReady} returned.
     *
     * @param client creates a client from the address of its page
     * @throws IOException if it cannot be started
     */
    public static <C extends SampleClient> SampleProcess<C> launch(Plan plan, Function<String, C> client)
            throws IOException {
        Path directory = plan.directory().toAbsolutePath();
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        Files.createDirectories(log.getParent());
        // one compiler and one collector thread: it starts faster alongside another one
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m"));
        command.addAll(plan.jvmOptions());
        command.addAll(List.of(
                "-jar",
                plan.jar().toString(),
                "--sample.name=" + plan.name(),
                "--sample.directory=" + directory,
                "--server.port=" + plan.port(),
                "--nodenet.transport.quic.address=127.0.0.1"));
        command.addAll(plan.options());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        return new SampleProcess<>(plan.name(), log, process, client.apply("http://localhost:" + plan.port()));
    }

    /**
     * Waits until it answers.
     *
     * @throws ProcessException if it ends or takes too long
     */
    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!client.connect()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new ProcessException(name + " did not start: " + lastError() + " (see " + log + ")");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private String lastError() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .filter(line -> line.contains("ERROR"))
                    .reduce((first, second) -> second)
                    .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
        } catch (IOException e) {
            return "it left no log";
        }
    }

    public String name() {
        return name;
    }

    public C client() {
        return client;
    }

    public String id() {
        return client.id();
    }

    /** Makes this sample and another one contacts of each other, unless they already are. */
    public void befriend(SampleProcess<?> other) throws InterruptedException {
        String id = other.id();
        if (!isContact(id)) {
            client.invite(id, other.name);
            other.await(
                    "the request of " + name, () -> !other.client.stateOf(id()).isEmpty());
            if (other.client.stateOf(id()).equals("requested")) {
                other.client.accept(id());
            }
        }
        await("the acceptance of " + other.name, () -> isContact(id) && other.isContact(id()));
    }

    private boolean isContact(String id) {
        return client.stateOf(id).equals("accepted");
    }

    /**
     * Waits for a condition that this sample should observe.
     *
     * @throws ProcessException if it does not occur
     */
    public void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new ProcessException(name + " waited " + WAIT_SECONDS + " s for " + what + " (see " + log + ")");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Kills it, like a power failure; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it and waits until it has ended; kills it if that takes too long. */
    @Override
    public void close() {
        try {
            stop(STOP_TIME);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it and waits until it has ended; kills it when the time is over. */
    public void stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
    }
}
