package io.nodenet.spring.boot.twonodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodenetApplicationEvent;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.actuate.NodenetEndpoint;
import io.nodenet.spring.boot.actuate.NodenetInfoContributor;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** One application with two nodes, each a neighbour of the other. */
class TwoNodesTest {
    private static final long WAIT_SECONDS = 20;
    private static final String FIRST_SEED = "7".repeat(64);
    private static final String OFFICE_SEED = "8".repeat(64);
    private static ConfigurableApplicationContext context;

    record Question(String text) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final List<String> events = new CopyOnWriteArrayList<>();

        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @NodenetListener
        void atHome(String text) {
            heard.add("home " + text);
        }

        @NodenetListener(node = "${office.name}")
        void atTheOffice(String text) {
            heard.add("office " + text);
        }

        @NodenetListener(node = "office", from = "home")
        String answer(Question question) {
            return "office: " + question.text();
        }

        @Bean(defaultCandidate = false)
        @Qualifier("office")
        NodenetMessageHandler officeHandler() {
            return message -> heard.add("office handler " + message.payload().length);
        }

        @EventListener
        void on(NodenetApplicationEvent<NodeEvent.NodeStarted> event) {
            events.add(event.getNode() + " started");
        }

        @EventListener(condition = "event.node == 'office'")
        void on(NodeEvent.PeerConnected event) {
            events.add("office connected to " + event.peer());
        }

        @EventListener(condition = "event.node == 'default'")
        void on(MessageReceivedEvent event) {
            events.add("home received " + event.message().text());
        }
    }

    private static NodeId id(String seed) {
        return Identity.fromSeed(HexFormat.of().parseHex(seed)).nodeId();
    }

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + FIRST_SEED,
                        "nodenet.peers.office=" + id(OFFICE_SEED),
                        "nodenet.nodes.office.network.difficulty=0",
                        "nodenet.nodes.office.transport.quic.address=127.0.0.1",
                        "nodenet.nodes.office.identity.seed=" + OFFICE_SEED,
                        "nodenet.nodes.office.peers.home=" + id(FIRST_SEED),
                        "nodenet.nodes.off.enabled=false",
                        "office.name=office",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoints.jmx.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "management.info.nodenet.enabled=true")
                .run();
        Node office = office(Node.class);
        first(Node.class)
                .addAnchor(AnchorEntry.parse(office.id() + "@127.0.0.1:"
                        + office.endpoint().toSocketAddress().getPort()));
        Awaitility.await().until(() -> !office.snapshot().connectivity().edges().isEmpty());
    }

    @AfterAll
    static void close() {
        Node first = first(Node.class);
        Node office = office(Node.class);
        context.close();
        assertThat(List.of(first.state(), office.state())).containsOnly(NodeState.CLOSED);
    }

    private static <T> T first(Class<T> type) {
        return context.getBean(type);
    }

    private static <T> T office(Class<T> type) {
        return context.getBean(NodenetNodes.class).get("office", type);
    }

    private static String nextHeard() throws InterruptedException {
        return context.getBean(Application.class).heard.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void eachNodeHasItsIdentityPeersAndContainer() {
        assertThat(first(Node.class).id()).isEqualTo(id(FIRST_SEED));
        assertThat(office(Node.class).id()).isEqualTo(id(OFFICE_SEED));
        assertThat(first(NodenetPeers.class).asMap()).containsOnlyKeys("office");
        assertThat(office(NodenetPeers.class).asMap()).containsOnlyKeys("home");
        assertThat(office(NodenetListenerContainer.class))
                .isNotSameAs(first(NodenetListenerContainer.class))
                .matches(NodenetListenerContainer::isRunning);
        assertThat(context.getBean(NodenetNodes.class).further()).containsExactly("office");
    }

    @Test
    void messagesReachListenersOfTheNodeThatGotThem() throws Exception {
        first(NodenetTemplate.class).sendDirect("office", "hello").get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(Set.of(nextHeard(), nextHeard())).containsExactlyInAnyOrder("office hello", "office handler 5");

        office(NodenetTemplate.class).sendDirect("home", "hi").get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(nextHeard()).isEqualTo("home hi");
        assertThat(context.getBean(Application.class).heard).isEmpty();
    }

    @Test
    void requestsAreAnsweredByTheNodeThatWasAsked() throws Exception {
        assertThat(first(NodenetTemplate.class)
                        .request("office", new Question("who?"), String.class, Duration.ofSeconds(WAIT_SECONDS))
                        .get(WAIT_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("office: who?");
        // its handler bean has seen the request
        assertThat(nextHeard()).startsWith("office handler ");
    }

    @Test
    void eventsTellFromWhichNodeTheyAre() throws Exception {
        List<String> events = context.getBean(Application.class).events;
        office(NodenetTemplate.class).sendDirect("home", "event").get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(nextHeard()).isEqualTo("home event");

        Awaitility.await()
                .untilAsserted(() -> assertThat(events)
                        .contains(
                                "default started",
                                "office started",
                                "office connected to " + id(FIRST_SEED),
                                "home received event"));
        assertThat(events).doesNotContain("office connected to " + id(OFFICE_SEED));
    }

    @Test
    void metersOfBothNodesAreTheSameAndToldApartByATag() {
        Map<String, Set<String>> nodesByMeter = new TreeMap<>();
        for (Meter meter : context.getBean(MeterRegistry.class).getMeters()) {
            String name = meter.getId().getName();
            if (name.startsWith("nodenet.")) {
                nodesByMeter
                        .computeIfAbsent(name, first -> new TreeSet<>())
                        .add(String.valueOf(meter.getId().getTag("node")));
            }
        }

        nodesByMeter
                .keySet()
                .removeIf(name -> Set.of("nodenet.send", "nodenet.process").contains(name));
        assertThat(nodesByMeter).containsKeys("nodenet.edges", "nodenet.requests", "nodenet.media.sessions");
        assertThat(nodesByMeter.values()).allSatisfy(nodes -> assertThat(nodes).containsExactly("default", "office"));
    }

    @Test
    void healthIsThatOfEachNode() {
        CompositeHealthDescriptor health = (CompositeHealthDescriptor)
                context.getBean(HealthEndpoint.class).healthForPath("nodenet");

        assertThat(health.getComponents()).containsOnlyKeys("default", "office");
        assertThat(health.getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void endpointShowsTheNodeThatIsNamed() {
        NodenetEndpoint endpoint = context.getBean(NodenetEndpoint.class);

        assertThat(endpoint.node(null).id()).isEqualTo(id(FIRST_SEED).toString());
        assertThat(endpoint.node("default").id()).isEqualTo(id(FIRST_SEED).toString());
        assertThat(endpoint.node("office").id()).isEqualTo(id(OFFICE_SEED).toString());
        assertThat(endpoint.edgeOrDiagnosis("home", "office")).isNotNull();
        assertThat(endpoint.edgeOrDiagnosis("office", null)).isNotNull();
    }

    @Test
    void infoTellsOfEachNode() {
        Info.Builder builder = new Info.Builder();
        context.getBean(NodenetInfoContributor.class).contribute(builder);

        assertThat(builder.build().getDetails().get("nodenet"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("default", "office");
    }

    @Test
    void applicationThatAsksForANodeGetsTheFirst() {
        assertThat(context.getBeanProvider(Node.class).getIfUnique()).isSameAs(first(Node.class));
        assertThat(context.getBeansOfType(Node.class).keySet().stream().collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("nodenetNode", "nodenetNode-office");
    }
}
