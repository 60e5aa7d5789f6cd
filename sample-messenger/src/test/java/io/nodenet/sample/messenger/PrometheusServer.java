package io.nodenet.sample.messenger;

import io.nodenet.sample.common.testkit.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus of its own from the Debian package, at a free port, with its data in a directory of the test. */
final class PrometheusServer implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    static final Path TOOL = Path.of("/usr/bin/promtool");

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final Path log;
    private final int port;

    private PrometheusServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts a server that keeps everything in a directory; it answers once {@link #isReady} says so. */
    static PrometheusServer start(Path directory, String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
        Path log = directory.resolve("prometheus.log");
        int port = FreePort.find();
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PrometheusServer(process, log, port);
    }

    /**
     * Returns whether it has read its configuration and serves.
     *
     * @throws IOException if it has ended, with what it said
     */
    boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IOException(PROGRAM + " has ended: " + Files.readString(log, StandardCharsets.UTF_8));
        }
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Returns what an expression yields now; of a vector one sample for each series. */
    List<Sample> query(String expression) throws IOException, InterruptedException {
        return results("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result")
                .valueStream()
                .map(Sample::of)
                .toList();
    }

    /** Returns the rules of all groups. */
    List<JsonNode> rules() throws IOException, InterruptedException {
        return results("/api/v1/rules")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    /** Returns the alerts that are pending or firing. */
    List<Alert> alerts() throws IOException, InterruptedException {
        return results("/api/v1/alerts")
                .path("alerts")
                .valueStream()
                .map(alert -> new Alert(
                        alert.path("state").asString(),
                        labels(alert.path("labels")),
                        alert.path("annotations").path("summary").asString()))
                .toList();
    }

    private JsonNode results(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " was answered " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body()).path("data");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, String> labels(JsonNode node) {
        Map<String, String> labels = new HashMap<>();
        node.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
        return labels;
    }

    /** Runs {@code promtool} in a directory and answers what it said. */
    static String promtool(Path directory, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of(TOOL.toString()), Stream.of(arguments))
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", arguments) + " failed: " + said);
        }
        return said;
    }

    /** Ends it at once: nobody needs its data any more. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The value of a series at one instant. */
    record Sample(Map<String, String> labels, double value) {
        private static Sample of(JsonNode node) {
            return new Sample(
                    PrometheusServer.labels(node.path("metric")),
                    Double.parseDouble(node.path("value").path(1).asString().replace("Inf", "Infinity")));
        }
    }

    /** An alert that is pending or firing. */
    record Alert(String state, Map<String, String> labels, String summary) {}
}
