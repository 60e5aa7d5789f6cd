package io.nodenet.sample.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.awaitility.Awaitility.await;

import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.Node;
import io.nodenet.sample.common.testkit.AnchorNode;
import io.nodenet.sample.common.testkit.RawHttp;
import io.nodenet.sample.messenger.PrometheusServer.Sample;
import io.nodenet.spring.boot.metrics.NodenetMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus, with the rules and the dashboard of {@code ops}, beside two messengers that talk, of which one has shed a flood. */
@EnabledIf(value = "hasPrometheus", disabledReason = "/usr/bin/prometheus is missing: apt-get install prometheus")
class PrometheusIT {
    private static final Path OPS = Path.of(System.getProperty("nodenet.root"), "ops");
    private static final Path RULES = OPS.resolve("prometheus");
    private static final String FLOODED = Labels.of(DropReason.RATE_LIMITED_FORWARD);

    /** Ten times what the drop alert tolerates in the five minutes that it looks at. */
    private static final long SHED = 3_000;

    private static final int WINDOW_SECONDS = 300;

    /** The last scrape is up to two seconds old, and Prometheus reckons with as much beyond it: less, the longer it runs. */
    private static final double TOLERANCE_PERCENT = 15;

    private static final Pattern COMPARISON = Pattern.compile(" (==|!=|<=|>=|<|>) [0-9.]+");

    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();

    @TempDir
    static Path directory;

    private static RunningMessenger alice;
    private static RunningMessenger bob;
    private static PrometheusServer prometheus;
    private static EagerPeer peer;

    static boolean hasPrometheus() {
        return Files.isExecutable(PrometheusServer.PROGRAM) && Files.isExecutable(PrometheusServer.TOOL);
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        String anchor = opened(new AnchorNode()).option();
        alice = opened(RunningMessenger.start("Alice", directory, anchor));
        bob = opened(RunningMessenger.start("Bob", directory, anchor));
        prometheus = opened(PrometheusServer.start(directory, configuration()));
        patiently().until(prometheus::isReady);
        patiently().until(() -> prometheus.query("nodenet_running == 1").size() == 2);
        talk();
        connectInVain();
        flood();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : OPENED) {
            each.close();
        }
    }

    /** Remembers to close something before what was opened earlier. */
    private static <T extends AutoCloseable> T opened(T opened) {
        OPENED.push(opened);
        return opened;
    }

    /** Writes the rules with short waits before alerts fire, and returns a configuration in which they are. */
    private static String configuration() throws IOException {
        String rules = Files.readString(RULES.resolve("nodenet-rules.yml")).replaceAll("for: \\d+m", "for: 1s");
        return """
                global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: nodenet
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: ["%s", "%s"]
                """.formatted(Files.writeString(directory.resolve("rules.yml"), rules), instance(alice), instance(bob));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    private static String instance(RunningMessenger messenger) {
        return "127.0.0.1:" + messenger.port();
    }

    private static Node node(RunningMessenger messenger) {
        return messenger.context().getBean(Node.class);
    }

    private static Map<String, Long> drops(RunningMessenger messenger) {
        Map<String, Long> drops = new TreeMap<>();
        node(messenger).counters().drops().forEach((reason, count) -> drops.put(Labels.of(reason), count));
        return drops;
    }

    private static void talk() {
        alice.client().invite(bob.id(), "Bob");
        patiently().until(() -> bob.client().stateOf(alice.id()).equals("requested"));
        bob.client().accept(alice.id());
        patiently().until(() -> alice.client().stateOf(bob.id()).equals("accepted"));
        alice.client().say(bob.id(), "hello");
        patiently().until(() -> alice.statesTo(bob).equals(List.of("acknowledged")));
    }

    /** Two messengers that know each other have edges already; so somebody is asked for who is not there. */
    private static void connectInVain() {
        ConnectOptions impatient = ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(1));
        assertThat(node(alice).connect(NodeId.parse("5".repeat(64)), impatient))
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(ConnectFailedException.class);
    }

    private static void flood() {
        peer = opened(new EagerPeer(node(bob)));
        patiently().until(peer::isConnected);
        patiently().until(() -> {
            peer.sendBatch();
            return drops(bob).get(FLOODED) >= SHED;
        });
    }

    private static Map<String, Double> byReason(String expression) throws IOException, InterruptedException {
        return prometheus.query(expression).stream()
                .collect(Collectors.toMap(sample -> sample.labels().get("reason"), Sample::value));
    }

    @Test
    void rateOfDropsByReasonIsWhatTheNodesCounted() {
        for (RunningMessenger messenger : List.of(alice, bob)) {
            String series = "nodenet_frames_dropped_total{instance=\"" + instance(messenger) + "\"}";
            patiently().untilAsserted(() -> {
                Map<String, Double> first = byReason("min_over_time(" + series + "[1h])");
                Map<String, Double> rates = byReason("rate(" + series + "[5m])");
                Map<String, Long> drops = drops(messenger);

                assertThat(byReason(series)).containsExactlyInAnyOrderEntriesOf(doubles(drops));
                assertThat(rates).containsOnlyKeys(drops.keySet());
                drops.forEach((reason, count) -> assertThat(rates.get(reason))
                        .as(reason)
                        .isCloseTo((count - first.get(reason)) / WINDOW_SECONDS, withPercentage(TOLERANCE_PERCENT)));
            });
        }
        assertThat(drops(alice)).containsEntry(FLOODED, 0L);
    }

    private static Map<String, Double> doubles(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, count -> (double) count.getValue()));
    }

    @Test
    void theDropAlertFiresForTheNodeThatShedsAndNamesTheReason() {
        patiently()
                .untilAsserted(() -> assertThat(prometheus.alerts())
                        .filteredOn(alert -> alert.labels().get("alertname").equals("NodenetDrops"))
                        .filteredOn(alert -> alert.labels().get("reason").equals(FLOODED))
                        .singleElement()
                        .satisfies(alert -> {
                            assertThat(alert.state()).isEqualTo("firing");
                            assertThat(alert.labels()).containsEntry("instance", instance(bob));
                            assertThat(alert.summary())
                                    .startsWith(instance(bob) + " drops ")
                                    .endsWith(" per second: " + FLOODED);
                        }));
    }

    @Test
    void everyRuleReadsWhatThereIs() throws IOException, InterruptedException {
        List<JsonNode> rules = prometheus.rules();
        assertThat(rules).hasSizeGreaterThan(10);
        for (JsonNode rule : rules) {
            String name = rule.path("name").asString();
            patiently()
                    .untilAsserted(() -> assertReturnsData(
                            name,
                            COMPARISON.matcher(rule.path("query").asString()).replaceAll("")));
            assertThat(rule.path("lastError").asString("")).as(name).isEmpty();
            assertThat(rule.path("annotations").path("summary").asString())
                    .as(name)
                    .isNotBlank();
            assertThat(rule.path("annotations").path("description").asString())
                    .as(name)
                    .isNotBlank();
            assertThat(rule.path("labels").path("severity").asString()).as(name).isIn("warning", "critical");
        }
    }

    private static void assertReturnsData(String what, String expression) throws IOException, InterruptedException {
        assertThat(prometheus.query(expression))
                .as("%s: %s", what, expression)
                .extracting(Sample::value)
                .anyMatch(Double::isFinite);
    }

    @Test
    void eachAlertFiresWhenItShouldWithItsOwnWaits() throws IOException, InterruptedException {
        assertThat(PrometheusServer.promtool(RULES, "check", "rules", "nodenet-rules.yml"))
                .contains("SUCCESS");
        assertThat(PrometheusServer.promtool(RULES, "test", "rules", "nodenet-rules-test.yml"))
                .contains("SUCCESS");
    }

    @Test
    void everyQueryOfTheDashboardReturnsData() throws IOException {
        JsonNode dashboard = new JsonMapper().readTree(Files.readString(OPS.resolve("grafana/nodenet.json")));
        List<JsonNode> panels = dashboard
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
        assertThat(panels).isNotEmpty();
        for (JsonNode panel : panels) {
            String title = panel.path("title").asString();
            assertThat(panel.path("datasource").path("uid").asString())
                    .as(title)
                    .isEqualTo("${datasource}");
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                String expression = substituted(target.path("expr").asString());
                patiently().untilAsserted(() -> assertReturnsData(title, expression));
            }
        }
        assertThat(dashboard.path("templating").path("list"))
                .filteredOn(variable -> variable.path("type").asString().equals("query"))
                .extracting(variable -> variable.path("definition").asString())
                .containsExactly("label_values(nodenet_running, instance)");
    }

    /** Puts values in place of the variables, as Grafana does. */
    private static String substituted(String expression) {
        String substituted = expression.replace("$__rate_interval", "5m").replace("$instance", ".+");
        assertThat(substituted).doesNotContain("$");
        return substituted;
    }

    @Test
    void everyMeterOfANodeIsScrapedUnderItsNameAndShownOnTheDashboard() throws IOException, InterruptedException {
        String dashboard = Files.readString(OPS.resolve("grafana/nodenet.json"));
        for (NodenetMeters meter : NodenetMeters.values()) {
            assertThat(dashboard).contains(scrapedName(meter));
            patiently()
                    .untilAsserted(() -> assertThat(prometheus.query(scrapedName(meter)))
                            .as(scrapedName(meter))
                            .isNotEmpty());
        }
    }

    /** Returns the name that docs/metrics.md promises. */
    private static String scrapedName(NodenetMeters meter) {
        String unit = meter.getBaseUnit().isEmpty() ? "" : "_" + meter.getBaseUnit();
        String suffix =
                switch (meter.getType()) {
                    case COUNTER -> "_total";
                    case TIMER -> "_seconds_count";
                    default -> "";
                };
        return meter.getName().replace('.', '_') + unit + suffix;
    }

    @Test
    void theScrapeNamesNobodyAndNoAddress() throws IOException {
        List<String> ids = List.of(alice.id(), bob.id(), peer.id().toString());
        for (RunningMessenger messenger : List.of(alice, bob)) {
            String scrape =
                    RawHttp.exchange(messenger.port(), "GET /actuator/prometheus", "", "Host: " + instance(messenger));
            assertThat(scrape)
                    .contains("nodenet_edges{direction=\"outbound\"}")
                    .doesNotContain(ids)
                    .doesNotContain(ids.stream().map(id -> id.substring(0, 8)).toList())
                    .doesNotContain("127.0.0.1", "localhost");
        }
    }
}
