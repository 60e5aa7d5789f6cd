package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a node tells its addresses, and how often (W-18). */
class DisclosureTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final Overlay overlay = new Overlay(53);
    private final List<String> asked = new ArrayList<>();
    private long nonces;

    /** Makes a node that asks its application before it tells its addresses. */
    private SimNode selective() {
        Identity identity = overlay.newIdentity();
        CoreConfig config =
                Overlay.config(identity, 0).upkeep(false).selective(true).build();
        SimNode node = overlay.node(identity, config);
        node.start();
        return node;
    }

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    private void sayHello(Wire wire, Identity asker, SimNode node) {
        Introduction introduction = new Introduction(
                asker.exchangeKey(), List.of(Endpoint.quic("203.0.113.7:4242")), new Nonce(5, nonces++));
        byte[] payload = Hello.sign(node.id(), introduction, asker::sign).toBytes();
        ByteBuf frame = Unpooled.buffer(8192);
        RoutedSigning.sign(asker, FrameType.HELLO, node.id(), overlay.time().wallNanos() + nonces, payload)
                .writeFrame(frame, 16, List.of());
        wire.arrive(ByteBufUtil.getBytes(frame));
    }

    private SimNode.Verdict verdict(boolean answer) {
        return (peer, outbound) -> {
            asked.add(peer + (outbound ? " out" : " in"));
            return answer;
        };
    }

    @Test
    void helloIsAnsweredOnlyIfTheApplicationAllowsIt() {
        SimNode asker = quiet();
        SimNode node = selective();
        overlay.edge(asker, node);
        node.disclosure = verdict(true);

        long first = asker.rendezvous(node.id(), TEN_SECONDS);
        overlay.settle();
        assertThat(asked).containsExactly(asker.id() + " in");
        assertThat(asker.introductions).containsKey(first);

        node.disclosure = verdict(false);
        long second = asker.rendezvous(node.id(), Duration.ofMillis(500));
        overlay.runFor(Duration.ofSeconds(1));
        assertThat(asker.failed).containsKey(second);
        assertThat(node.drops(DropReason.DISCLOSURE_REFUSED)).isOne();
        assertThat(node.count(NodeCounter.HELLOS_ANSWERED)).isOne();
    }

    @Test
    void peerThatIsNotToBeToldIsAskedWithoutTheAddressesOfThisNode() {
        SimNode node = selective();
        SimNode peer = quiet();
        overlay.edge(node, peer);
        node.disclosure = verdict(false);

        long operation = node.rendezvous(peer.id(), TEN_SECONDS);
        overlay.settle();

        assertThat(asked).containsExactly(peer.id() + " out");
        assertThat(node.introductions.get(operation).endpoints()).containsExactly(peer.endpoint());
        assertThat(peer.core().knowledge().get(node.id()).endpoints()).isEmpty();
        assertThat(node.drops(DropReason.DISCLOSURE_REFUSED)).isOne();
    }

    @Test
    void nothingLeavesBeforeTheApplicationHasAnsweredAndNoAnswerIsARefusal() {
        SimNode node = selective();
        SimNode peer = quiet();
        overlay.edge(node, peer);
        node.disclosure = (asked, outbound) -> null;

        node.rendezvous(peer.id(), TEN_SECONDS);
        overlay.runFor(Duration.ofMillis(999));
        assertThat(node.count(NodeCounter.HELLOS_SENT)).isZero();
        overlay.runFor(Duration.ofMillis(100));

        assertThat(node.count(NodeCounter.HELLOS_SENT)).isOne();
        assertThat(peer.core().knowledge().get(node.id()).endpoints()).isEmpty();
        assertThat(node.drops(DropReason.DISCLOSURE_TIMEOUT)).isOne();
    }

    @Test
    void rendezvousThatEndsBeforeTheApplicationHasAnsweredSendsNothing() {
        SimNode node = selective();
        overlay.edge(node, quiet());
        node.policyDelayNanos = Duration.ofMillis(500).toNanos();

        node.rendezvous(overlay.newId(), Duration.ofMillis(200));
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(node.count(NodeCounter.HELLOS_SENT)).isZero();
    }

    @Test
    void openQuestionsAreBoundedAndMoreAreRefused() {
        SimNode node = selective();
        Identity first = overlay.newIdentity();
        Wire wire = overlay.edge(node, overlay.puppet(first.nodeId()), false);
        List<NodeId> heard = new ArrayList<>();
        node.disclosure = (asker, outbound) -> {
            heard.add(asker);
            return null;
        };

        for (int i = 0; i < 10; i++) {
            Identity asker = overlay.newIdentity();
            for (int j = 0; j < 30; j++) {
                sayHello(wire, asker, node);
                overlay.runFor(Duration.ZERO);
            }
        }
        overlay.runFor(Duration.ofMillis(100));

        assertThat(heard).hasSize(256);
        assertThat(node.drops(DropReason.DISCLOSURE_TIMEOUT)).isEqualTo(300 - 256);
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(node.drops(DropReason.DISCLOSURE_TIMEOUT)).isEqualTo(300);
        sayHello(wire, first, node);
        overlay.settle();
        assertThat(heard).as("there is room again").hasSize(257);
    }

    @Test
    void oneOriginatorIsAnswered128TimesAndAsOftenInAnHourAfterThat() {
        SimNode node = quiet();
        Identity asker = overlay.newIdentity();
        Duration oneMore = Duration.ofHours(1).dividedBy(128);

        for (int second = 0; second < 20; second++) {
            sayHellos(asker, node, 16);
            overlay.runFor(Duration.ofSeconds(1));
        }
        assertThat(node.count(NodeCounter.HELLOS_ANSWERED)).isEqualTo(128);
        assertThat(node.drops(DropReason.RATE_LIMITED_DISCLOSURE)).isEqualTo(20 * 16 - 128);
        assertThat(node.drops(DropReason.RATE_LIMITED_ORIGINATOR)).isZero();

        sayHellos(overlay.newIdentity(), node, 1);
        assertThat(node.count(NodeCounter.HELLOS_ANSWERED)).as("another one").isEqualTo(129);

        overlay.runFor(oneMore.multipliedBy(3));
        sayHellos(asker, node, 16);
        assertThat(node.count(NodeCounter.HELLOS_ANSWERED)).isEqualTo(129 + 3);
    }

    private void sayHellos(Identity asker, SimNode node, int count) {
        Wire wire = overlay.edge(node, overlay.puppet(asker.nodeId()), false);
        for (int i = 0; i < count; i++) {
            sayHello(wire, asker, node);
        }
        overlay.settle();
        node.drop(asker.nodeId());
        overlay.settle();
        wire.farHost().transport().close();
    }
}
