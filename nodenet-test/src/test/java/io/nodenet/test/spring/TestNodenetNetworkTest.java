package io.nodenet.test.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.nodenet.address.IpPort;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.Node;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.spring.boot.metrics.NodenetMeters;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/** What a test can do with the network around its application. */
@SpringBootTest(
        classes = EchoApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"nodenet.anchors=" + TestNodenetNetworkTest.ANCHOR, "nodenet.identity.create=false"})
@AutoConfigureTestNodenet
class TestNodenetNetworkTest {
    static final String ANCHOR = "1111111111111111111111111111111111111111111111111111111111111111@anchor.invalid:4242";

    @Autowired
    TestNodenetNetwork network;

    @Autowired
    Node node;

    @Autowired
    ConfigurableApplicationContext context;

    @AfterEach
    void reset() {
        network.reset();
    }

    private List<NodeId> neighbours() {
        return node.snapshot().connectivity().edges().stream()
                .map(EdgeSnapshot::peer)
                .toList();
    }

    @Test
    void aPeerTalksWithTheApplicationAsSoonAsItIsAdded() {
        TestNodenetPeer peer = network.addPeer();

        assertThat(node.send(peer.id(), "from the application".getBytes())).hasToString("ACCEPTED");
        peer.awaitDeliveries(1);
        assertThat(peer.sendToApplication("from the peer")).isOne();

        assertThat(peer.awaitDeliveries(2)).allSatisfy(delivery -> {
            assertThat(delivery.originator()).isEqualTo(network.applicationId());
            assertThat(delivery.direct()).isFalse();
        });
        assertThat(peer.texts()).containsExactly("from the application", "echo from the peer");
        peer.clearDeliveries();
        assertThat(peer.deliveries()).isEmpty();
    }

    @Test
    void theRestOfTheStarterIsAsInProduction() {
        TestNodenetPeer peer = network.addPeer();
        EchoApplication.Echo echo = context.getBean(EchoApplication.Echo.class);

        network.await(() -> echo.events.stream()
                .anyMatch(event -> event instanceof NodeEvent.PeerConnected connected
                        && connected.peer().equals(peer.id())));
        assertThat(echo.hasHeardOfTheStart()).isTrue();
        assertThat(context.getBean(MeterRegistry.class)
                        .get(NodenetMeters.EDGES.getName())
                        .tag("direction", "inbound")
                        .gauge()
                        .value())
                .isOne();
        assertThat(node.snapshot().difficulty()).isZero();
        assertThat(node.snapshot().anchors()).isEmpty();
        assertThat(context.getEnvironment().containsProperty("local.nodenet.port"))
                .isFalse();
    }

    @Test
    void peersThatKnowEachOtherHaveEdgesToEachOtherAndToTheApplication() {
        List<TestNodenetPeer> peers = network.addPeers(3);

        assertThat(network.peers()).isEqualTo(peers);
        assertThat(neighbours())
                .containsExactlyInAnyOrderElementsOf(
                        peers.stream().map(TestNodenetPeer::id).toList());
        for (TestNodenetPeer peer : peers) {
            assertThat(peer.hasEdgeTo(node.id())).isTrue();
            assertThat(peers).filteredOn(other -> peer.hasEdgeTo(other.id())).hasSize(2);
        }
        peers.get(0).sendDirect(peers.get(2).id(), "hi".getBytes());
        assertThat(peers.get(2).awaitDeliveries(1)).singleElement().satisfies(delivery -> {
            assertThat(delivery.direct()).isTrue();
            assertThat(delivery.text()).isEqualTo("hi");
        });
    }

    @Test
    void peerBehindANatIsKnownByWhereItsNatSendsFrom() {
        TestNodenetPeer peer = network.addPeer(NatProfile.CARRIER);

        peer.sendToApplication("hello");

        peer.awaitDeliveries(1);
        assertThat(peer.texts()).containsExactly("echo hello");
        assertThat(node.snapshot().connectivity().edges()).singleElement().satisfies(edge -> {
            IpPort seen = edge.remote().ipPort();
            assertThat(seen).isNotNull();
            assertThat(seen.isPrivate()).isFalse();
            assertThat(seen.port()).as("a random one").isNotEqualTo(4242);
        });
    }

    @Test
    void aPeerBehindAnotherOneReachesTheApplicationThroughIt() {
        TestNodenetPeer near = network.addPeer();
        TestNodenetPeer far = network.addPeer(near);

        far.sendToApplication("hello");

        far.awaitDeliveries(1);
        assertThat(far.texts()).containsExactly("echo hello");
        assertThat(neighbours()).containsExactly(near.id());
    }

    @Test
    void whatIsSentAcrossAPartitionArrivesAfterItIsHealed() {
        TestNodenetPeer inside = network.addPeer();
        TestNodenetPeer outside = network.addPeer();
        network.partition(inside);
        inside.sendToApplication("cut");
        outside.sendToApplication("uncut");
        network.advance(Duration.ofSeconds(1));
        network.advance(Duration.ofSeconds(1));
        assertThat(outside.texts()).containsExactly("echo uncut");
        assertThat(inside.texts()).isEmpty();

        network.heal();

        inside.awaitDeliveries(1);
        assertThat(inside.texts()).containsExactly("echo cut");
    }

    @Test
    void tenMinutesPassAtOnceAndEverybodyKnows() {
        TestNodenetPeer peer = network.addPeer();
        Duration uptime = node.snapshot().uptime();
        Instant begin = Instant.now();

        network.advance(Duration.ofMinutes(10));

        assertThat(node.snapshot().uptime().minus(uptime)).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(neighbours()).containsExactly(peer.id());
        peer.sendToApplication("still here");
        peer.awaitDeliveries(1);
    }

    @Test
    void theApplicationAnswersWhileTimePasses() {
        List<TestNodenetPeer> peers = network.addPeers(3);
        for (TestNodenetPeer peer : peers) {
            for (int i = 0; i < 20; i++) {
                peer.sendToApplication(Integer.toString(i));
            }
        }

        network.advance(Duration.ofMinutes(10));

        assertThat(peers).allSatisfy(peer -> assertThat(peer.texts()).hasSize(20));
    }

    @Test
    void aKilledPeerIsFoundOutByItsSilenceAndAClosedOneSaysGoodbye() {
        TestNodenetPeer killed = network.addPeer();
        TestNodenetPeer closed = network.addPeer();

        closed.close();
        network.await(() -> !neighbours().contains(closed.id()));
        killed.kill();
        assertThat(neighbours()).containsExactly(killed.id());
        network.advance(Duration.ofMinutes(2));

        assertThat(neighbours()).isEmpty();
        assertThat(network.peers()).isEmpty();
        assertThat(killed.isAlive() || closed.isAlive()).isFalse();
        assertThat(killed.hasEdgeTo(node.id())).isFalse();
        closed.close();
        killed.kill();
    }

    @Test
    void aNodeThatIsStartedAgainIsFoundAgain() {
        TestNodenetPeer peer = network.addPeer();

        context.stop();
        assertThat(node.state()).isEqualTo(NodeState.CLOSED);
        assertThatThrownBy(network::addPeer).hasMessageContaining("CLOSED");
        network.await(() -> !peer.hasEdgeTo(node.id()));
        context.start();
        network.advance(Duration.ofMinutes(1));

        network.await(() -> neighbours().contains(peer.id()));
        peer.sendToApplication("again");
        peer.awaitDeliveries(1);
        assertThat(peer.texts()).containsExactly("echo again");
    }

    @Test
    void aPausedContextTakesMessagesInAndHandlesThemLater() {
        TestNodenetPeer peer = network.addPeer();
        DefaultLifecycleProcessor lifecycle = context.getBean(DefaultLifecycleProcessor.class);

        lifecycle.onPause();
        assertThat(node.state()).isEqualTo(NodeState.RUNNING);
        assertThat(context.getBean(NodenetListenerContainer.class).isRunning()).isFalse();
        peer.sendToApplication("patience");
        network.await(() -> node.snapshot().limits().get(Limit.PENDING_MESSAGES).used() == 1);
        lifecycle.onRestart();

        peer.awaitDeliveries(1);
        assertThat(peer.texts()).containsExactly("echo patience");
    }

    @Test
    void peersAreLimited() {
        TestNodenetPeer hub = network.addPeer();
        network.run(() -> {
            for (int i = 1; i < TestNodenetNetwork.MAX_PEERS; i++) {
                network.add(null, List.of(), NatProfile.NONE);
            }
        });

        assertThatThrownBy(() -> network.addPeer(hub))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("256 peers");

        network.reset();
        network.addPeer();
    }

    @Test
    void afterAResetTheApplicationIsAloneAndAllLinksAreMended() {
        TestNodenetPeer cut = network.addPeer();
        network.addPeer().kill();
        network.partition(cut);

        network.reset();

        assertThat(network.peers()).isEmpty();
        assertThat(neighbours()).isEmpty();
        assertThat(cut.isAlive()).isFalse();
        TestNodenetPeer next = network.addPeer();
        next.sendToApplication("next");
        next.awaitDeliveries(1);
    }

    @Test
    void waitingEndsAtItsLimit() {
        assertThatThrownBy(() -> network.await(() -> false, Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("The condition did not hold within PT0.01S");
        assertThatThrownBy(() -> network.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
