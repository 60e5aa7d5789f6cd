package io.nodenet.sample.messenger.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** A messenger in a process of its own, driven through its HTTP interface. */
final class DemoMessenger implements AutoCloseable {
    private static final int READY_SECONDS = 120;
    private static final int WAIT_SECONDS = 60;
    private static final int STOP_SECONDS = 10;
    private static final int POLL_MILLIS = 50;

    private final String name;
    private final Path log;
    private final Process process;
    private final MessengerClient client;

    private DemoMessenger(String name, Path log, Process process, MessengerClient client) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.client = client;
    }

    /** Starts a messenger; it answers once {@link #awaitReady} returned. */
    static DemoMessenger launch(String name, Path directory, int port, String bootstrap) throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve("messenger.log");
        // one compiler and one collector thread: it starts faster beside another one
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-jar",
                System.getProperty("java.class.path"),
                "--messenger.name=" + name,
                "--messenger.directory=" + directory.toAbsolutePath(),
                "--server.port=" + port,
                "--nodenet.transport.quic.address=127.0.0.1",
                "--nodenet.bootstrap=" + bootstrap);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        return new DemoMessenger(name, log, process, new MessengerClient("http://localhost:" + port));
    }

    /**
     * Waits until it answers.
     *
     * @throws DemoException if it ends or takes too long
     */
    void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!client.connect()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new DemoException(name + " did not start: " + lastError() + " (see " + log + ")");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private String lastError() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .filter(line -> line.contains("ERROR") || line.startsWith("Description:"))
                    .reduce((first, second) -> second)
                    .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
        } catch (IOException e) {
            return "it left no log";
        }
    }

    String name() {
        return name;
    }

    String id() {
        return client.id();
    }

    String url() {
        return client.url();
    }

    void invite(String id, String as) {
        client.post("/api/contacts", new Invitation(id, as));
    }

    void accept(String id) {
        client.post("/api/contacts/" + id + "/accept", List.of());
    }

    boolean isContact(String id) {
        return "accepted".equals(stateOf(id));
    }

    boolean isAskedBy(String id) {
        return "requested".equals(stateOf(id));
    }

    private String stateOf(String id) {
        for (JsonNode contact : client.get("/api/contacts")) {
            if (contact.path("id").asString().equals(id)) {
                return contact.path("state").asString();
            }
        }
        return "";
    }

    void say(String to, String text) {
        client.post(
                "/api/contacts/" + to + "/messages", new Draft(UUID.randomUUID().toString(), text));
    }

    /** Answers where the chat with a contact stands, for {@link #messagesSince}. */
    long revision(String with) {
        return client.get("/api/contacts/" + with + "/messages")
                .path("revision")
                .asLong();
    }

    /** Answers the messages that came or changed after a revision, in the order of the changes. */
    List<JsonNode> messagesSince(String with, long revision) {
        List<JsonNode> messages = new ArrayList<>();
        long since = revision;
        boolean more = true;
        while (more) {
            JsonNode page = client.get("/api/contacts/" + with + "/messages?since=" + since);
            page.path("messages").forEach(messages::add);
            since = page.path("revision").asLong();
            more = page.path("more").asBoolean();
        }
        return messages;
    }

    /**
     * Waits for something that this messenger should see.
     *
     * @throws DemoException if it does not come
     */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new DemoException(name + " waited " + WAIT_SECONDS + " s for " + what + " (see " + log + ")");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Asks it to end and waits for that, which is forced if it takes long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private record Invitation(String id, String name) {}

    private record Draft(String id, String text) {}
}
