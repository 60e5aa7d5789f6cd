package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.diagnosis.Check;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.transport.quic.QuicTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.Customization;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.skyscreamer.jsonassert.comparator.CustomComparator;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/** The endpoint over HTTP. */
class EndpointWebTest {
    private static final Identity NEIGHBOUR = Identity.fromSeed(new byte[Identity.SEED_LENGTH]);

    private final HttpClient http = HttpClient.newHttpClient();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static ConfigurableApplicationContext run(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "7".repeat(64),
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always")
                .properties(properties)
                .run();
    }

    private HttpResponse<String> call(ConfigurableApplicationContext context, String method, String path)
            throws Exception {
        return call(context, method, path, method.equals("POST") ? "{\"address\":\"192.0.2.7:1\"}" : "");
    }

    private HttpResponse<String> call(ConfigurableApplicationContext context, String method, String path, String body)
            throws Exception {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void nodeIsShownAsTheDocumentationSays() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            String golden = new ClassPathResource("golden/endpoint.json").getContentAsString(StandardCharsets.UTF_8);
            HttpResponse<String> response = call(context, "GET", "/nodenet");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).doesNotContain("7".repeat(64));
            JSONAssert.assertEquals(
                    golden,
                    response.body(),
                    new CustomComparator(
                            JSONCompareMode.STRICT,
                            new Customization("endpoint", (actual, expected) -> true),
                            new Customization("endpoints", (actual, expected) -> true),
                            new Customization("uptime", (actual, expected) -> true)));
            assertThat(call(context, "GET", "/health/nodenet").body()).contains("\"status\":\"UP\"");
            assertThat(call(context, "GET", "/info").body())
                    .contains(context.getBean(Node.class).id().toString());
            assertThat(call(context, "GET", "/configprops").body()).doesNotContain("7".repeat(64));
        }
    }

    @Test
    void scrapeIsTheGoldenList() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            template.send(template.id(), "observed");
            Awaitility.await()
                    .until(() -> call(context, "GET", "/prometheus").body().contains("nodenet_process_seconds_count"));

            assertThat(series(call(context, "GET", "/prometheus").body()))
                    .isEqualTo(new ClassPathResource("golden/scrape.txt").getContentAsString(StandardCharsets.UTF_8));
        }
    }

    /** Returns the type of each meter in a scrape and the names of its series and their labels, without any value. */
    private static String series(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("# TYPE nodenet_") || line.startsWith("nodenet_"))
                .map(line -> line.startsWith("#")
                        ? line
                        : line.substring(0, line.lastIndexOf(' ')).replaceAll("=\"[^\"]*\"", ""))
                .distinct()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void edgeToAPeerThatHasANameIsShownByIt() throws Exception {
        try (ConfigurableApplicationContext context = run("nodenet.peers.alice=" + NEIGHBOUR.nodeId());
                Node neighbour = neighbourOf(context.getBean(Node.class))) {
            Node node = context.getBean(Node.class);
            neighbour.start();
            Awaitility.await()
                    .until(() -> !node.snapshot().connectivity().edges().isEmpty());

            assertThat(call(context, "GET", "/nodenet/alice").body())
                    .contains("\"peer\":\"" + NEIGHBOUR.nodeId() + "\"", "\"name\":\"alice\"");
            assertThat(call(context, "GET", "/nodenet/bob").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void edgeIsShownAndStrangersAreNot() throws Exception {
        try (ConfigurableApplicationContext context = run();
                Node neighbour = neighbourOf(context.getBean(Node.class))) {
            Node node = context.getBean(Node.class);
            neighbour.start();
            Awaitility.await()
                    .until(() -> !node.snapshot().connectivity().edges().isEmpty());

            HttpResponse<String> edge = call(context, "GET", "/nodenet/" + neighbour.id());
            assertThat(edge.statusCode()).isEqualTo(200);
            assertThat(edge.body()).contains("\"peer\":\"" + neighbour.id() + "\"", "\"direction\":\"inbound\"");
            assertThat(call(context, "GET", "/nodenet/" + "1".repeat(64)).statusCode())
                    .isEqualTo(404);
            assertThat(call(context, "GET", "/nodenet/nonsense").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void diagnosisHasOneFindingForEachCheck() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            HttpResponse<String> diagnosis = call(context, "GET", "/nodenet/diagnosis");

            assertThat(diagnosis.statusCode()).isEqualTo(200);
            JSONAssert.assertEquals(
                    Arrays.stream(Check.values())
                            .map(check -> "{\"id\":\"" + Labels.of(check) + "\"}")
                            .collect(Collectors.joining(",", "{\"findings\":[", "]}")),
                    diagnosis.body(),
                    JSONCompareMode.STRICT_ORDER);
            assertThat(diagnosis.body())
                    .containsPattern("\"id\":\"node\",\"level\":\"ok\"")
                    .containsPattern(
                            "\"id\":\"interfaces\",\"level\":\"warning\",\"summary\":\"the node listens on loopback")
                    .containsPattern("\"id\":\"anchors\",\"level\":\"unknown\".*\"remedy\":\"name an anchor")
                    .doesNotContain("7".repeat(64));
        }
    }

    @Test
    void attemptsToConnectAreShownWithTheirSteps() throws Exception {
        try (ConfigurableApplicationContext context = run("nodenet.connect.timeout=200ms");
                Node neighbour = neighbourOf(context.getBean(Node.class))) {
            Node node = context.getBean(Node.class);
            neighbour.start();
            Awaitility.await()
                    .until(() -> !node.snapshot().connectivity().edges().isEmpty());
            NodeId nobody = NodeId.parse("1".repeat(64));

            assertThatThrownBy(() -> node.connect(nobody).join()).hasCauseInstanceOf(ConnectFailedException.class);

            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(call(context, "GET", "/nodenet").body())
                                    .contains("\"connects\":[{\"peer\":\"" + nobody + "\"", "\"path\":\"none\"")
                                    .containsPattern("\"step\":\"rendezvous\",\"outcome\":\"cancelled\""));
        }
    }

    @Test
    void oneOfSeveralNodesIsShownByItsName() throws Exception {
        try (ConfigurableApplicationContext context = run(
                "nodenet.nodes.office.network.difficulty=0",
                "nodenet.nodes.office.transport.quic.address=127.0.0.1",
                "nodenet.nodes.office.identity.seed=" + "8".repeat(64))) {
            String first = context.getBean(Node.class).id().toString();
            String office = context.getBean(NodenetNodes.class)
                    .get("office", Node.class)
                    .id()
                    .toString();

            assertThat(call(context, "GET", "/nodenet").body()).contains(first).doesNotContain(office);
            assertThat(call(context, "GET", "/nodenet?node=office").body())
                    .contains(office)
                    .doesNotContain(first);
            assertThat(call(context, "GET", "/nodenet/diagnosis?node=office").statusCode())
                    .isEqualTo(200);
            assertThat(call(context, "GET", "/nodenet?node=nowhere").statusCode())
                    .isEqualTo(400);
            assertThat(call(context, "GET", "/health/nodenet/office").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void nothingCanBeChangedUnlessThatIsAllowed() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            String peer = "/nodenet/" + "1".repeat(64);
            assertThat(call(context, "POST", peer).statusCode()).isEqualTo(405);
            assertThat(call(context, "DELETE", peer).statusCode()).isEqualTo(405);
            assertThat(context.getBean(Node.class).snapshot().anchors()).isEmpty();
        }
    }

    @Test
    void withUnrestrictedAccessAnchorsAreAddedAndEdgesClosed() throws Exception {
        try (ConfigurableApplicationContext context = run("management.endpoint.nodenet.access=unrestricted");
                Node neighbour = neighbourOf(context.getBean(Node.class))) {
            Node node = context.getBean(Node.class);
            assertThat(call(context, "POST", "/nodenet/" + "1".repeat(64)).statusCode())
                    .isEqualTo(204);
            assertThat(node.snapshot().anchors()).hasSize(1);
            assertThat(call(context, "POST", "/nodenet/" + node.id()).statusCode())
                    .isEqualTo(400);

            neighbour.start();
            Awaitility.await()
                    .until(() -> !node.snapshot().connectivity().edges().isEmpty());
            long lost = node.snapshot().counters().get(NodeCounter.EDGES_LOST);
            assertThat(call(context, "DELETE", "/nodenet/" + neighbour.id()).statusCode())
                    .isEqualTo(200);
            Awaitility.await().until(() -> node.snapshot().counters().get(NodeCounter.EDGES_LOST) > lost);
        }
    }

    @Test
    void withUnrestrictedAccessTheNodeIsToldOfAnotherNetwork() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            assertThat(call(context, "POST", "/nodenet", "{}").statusCode()).isEqualTo(405);
        }
        try (ConfigurableApplicationContext context = run("management.endpoint.nodenet.access=unrestricted")) {
            assertThat(call(context, "POST", "/nodenet", "{}").statusCode()).isEqualTo(204);
            Node node = context.getBean(Node.class);
            Awaitility.await().until(() -> node.counters().events().get(NodeCounter.NETWORK_CHANGES) == 1);
        }
    }

    @Test
    void withUnrestrictedAccessEdgesAreKeptAndNoLongerKept() throws Exception {
        try (ConfigurableApplicationContext context = run("management.endpoint.nodenet.access=unrestricted")) {
            Node node = context.getBean(Node.class);
            String peer = "/nodenet/" + "1".repeat(64);

            assertThat(call(context, "POST", peer, "{\"keep\":true}").statusCode())
                    .isEqualTo(204);
            assertThat(node.snapshot().limits().get(Limit.KEPT_PEERS).used()).isEqualTo(1);
            assertThat(node.snapshot().anchors()).isEmpty();
            assertThat(call(context, "POST", peer, "{\"keep\":false}").statusCode())
                    .isEqualTo(204);
            assertThat(node.snapshot().limits().get(Limit.KEPT_PEERS).used()).isZero();

            assertThat(call(context, "POST", peer, "{}").statusCode()).isEqualTo(400);
            assertThat(call(context, "POST", "/nodenet/" + node.id(), "{\"keep\":true}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    private static Node neighbourOf(Node node) {
        return Node.builder()
                .identity(NEIGHBOUR)
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(node.id() + "@127.0.0.1:"
                        + node.endpoint().toSocketAddress().getPort())
                .build();
    }
}
