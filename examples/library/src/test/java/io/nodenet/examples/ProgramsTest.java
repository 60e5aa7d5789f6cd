package io.nodenet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.quic.QuicTransport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs run, over real sockets on loopback. */
@Timeout(120)
class ProgramsTest {
    private static final long WAIT_SECONDS = 20;

    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
    }

    private static NodeBuilder builder() {
        return Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
    }

    private Node started(NodeBuilder builder) {
        Node node = builder.build();
        nodes.add(node);
        node.start();
        return node;
    }

    /** Starts a node that joins by another one, and waits until it has. */
    private Node joined(Identity identity, Node anchor) throws Exception {
        Node node = builder()
                .identity(identity)
                .anchor(anchor.id() + "@" + anchor.endpoint().text())
                .build();
        nodes.add(node);
        CompletableFuture<NodeId> connected = new CompletableFuture<>();
        node.on(NodeEvent.PeerConnected.class, event -> connected.complete(event.peer()));
        node.start();
        assertThat(connected.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(anchor.id());
        return node;
    }

    @Test
    void helloPrintsWhatAliceHears() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            Hello.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(UTF_8).lines()).containsExactly("Hello, Alice");
    }

    @Test
    void echoSendsBackWhatItGets() throws Exception {
        Node echo = started(builder());
        Echo.answer(echo);
        Node caller = joined(Identity.generate(), echo);
        CompletableFuture<String> answer = new CompletableFuture<>();
        caller.onMessage(message -> answer.complete(message.originator() + " " + message.text()));

        caller.send(echo.id(), "Is there anybody?".getBytes(UTF_8));

        assertThat(answer.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(echo.id() + " Is there anybody?");
    }

    @Test
    void aClubHasEdgesToMembersAloneAndHearsThemAlone() throws Exception {
        Members members = new Members();
        Node club = started(members.guard(builder()));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        club.onMessage(members.only(message -> heard.add(message.text())));
        Identity known = Identity.generate();
        members.add(known.nodeId());
        Node member = joined(known, club);
        Node stranger = joined(Identity.generate(), member);

        stranger.connect(club.id());
        while (club.counters().get(DropReason.EDGE_REFUSED) == 0) {
            Thread.yield(); // the test has a time limit
        }
        stranger.send(club.id(), "through the member".getBytes(UTF_8));
        member.send(club.id(), "of the member".getBytes(UTF_8));

        assertThat(heard.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("of the member");
        assertThat(heard).isEmpty();
        assertThat(club.snapshot().connectivity().edges())
                .extracting(EdgeSnapshot::peer)
                .containsExactly(member.id());
    }
}
