package io.nodenet.spring.boot.twonodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The examples of docs/two-nodes.md are what runs here. */
class TwoNodesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "two-nodes.md");
    private static final Path SOURCES = Path.of("src/test/java/io/nodenet/spring/boot/twonodes");
    private static final long WAIT_SECONDS = 20;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Gateway.class, OfficeConfiguration.class})
    static class Application {}

    private static String unindented(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @Test
    void examplesAreThoseThatRun() throws IOException {
        assertThat(blocks("yaml")).containsExactly(Files.readString(Path.of("src/test/resources/two-nodes.yml")));
        List<String> java = blocks("java");
        assertThat(java).hasSize(2);
        assertThat(unindented(Files.readString(SOURCES.resolve("Gateway.java"))))
                .contains(unindented(java.get(0)));
        assertThat(unindented(Files.readString(SOURCES.resolve("OfficeConfiguration.java"))))
                .contains(unindented(java.get(1)));
    }

    /** Returns a node that hears what is sent to it. */
    private static Node peer(BlockingQueue<InboundMessage> received) {
        Node node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        node.onMessage(received::add);
        node.start();
        return node;
    }

    private static void join(Node peer, Node node) {
        peer.addAnchor(AnchorEntry.parse(
                node.id() + "@127.0.0.1:" + node.endpoint().toSocketAddress().getPort()));
        Awaitility.await()
                .until(() -> node.snapshot().connectivity().edges().stream()
                        .anyMatch(edge -> edge.peer().equals(peer.id())));
    }

    @Test
    void gatewayHandsOverWhatIsSaidAndOnlyColleaguesJoinTheOffice() throws Exception {
        BlockingQueue<InboundMessage> toAlice = new LinkedBlockingQueue<>();
        BlockingQueue<InboundMessage> toBob = new LinkedBlockingQueue<>();
        try (Node alice = peer(toAlice);
                Node bob = peer(toBob);
                ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--spring.config.name=two-nodes",
                                "--nodenet.network.difficulty=0",
                                "--nodenet.transport.quic.address=127.0.0.1",
                                "--nodenet.transport.quic.port=0",
                                "--nodenet.identity.seed=" + "7".repeat(64),
                                "--nodenet.peers.alice=" + alice.id(),
                                "--nodenet.nodes.office.network.difficulty=0",
                                "--nodenet.nodes.office.transport.quic.address=127.0.0.1",
                                "--nodenet.nodes.office.transport.quic.port=0",
                                "--nodenet.nodes.office.identity.seed=" + "8".repeat(64),
                                "--nodenet.nodes.office.anchors=",
                                "--nodenet.nodes.office.peers.bob=" + bob.id())) {
            Node home = context.getBean(Node.class);
            Node office = context.getBean(NodenetNodes.class).get("office", Node.class);
            join(alice, home);
            join(bob, office);
            assertThat(context.getBean(Gateway.class).colleagues.poll(WAIT_SECONDS, TimeUnit.SECONDS))
                    .isNotNull();

            alice.send(home.id(), "{\"text\":\"from home\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(text(toBob)).contains("from home");
            bob.send(office.id(), "{\"text\":\"from the office\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(text(toAlice)).contains("from the office");

            alice.addAnchor(AnchorEntry.parse(office.id() + "@127.0.0.1:"
                    + office.endpoint().toSocketAddress().getPort()));
            Awaitility.await().until(() -> office.snapshot().counters().get(DropReason.EDGE_REFUSED) > 0);
            assertThat(office.snapshot().connectivity().edges()).hasSize(1);
            assertThat(home.state()).isEqualTo(NodeState.RUNNING);
        }
    }

    private static String text(BlockingQueue<InboundMessage> received) throws InterruptedException {
        InboundMessage message = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message.text();
    }
}
