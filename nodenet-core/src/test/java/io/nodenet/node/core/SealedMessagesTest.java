package io.nodenet.node.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.nodenet.BackpressureException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.UnroutableException;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.identity.SealedBox;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedMessagesTest {
    private static final String ROUTE = "01";
    private static final byte[] SECRET = "meet at dawn".getBytes(UTF_8);

    private final Overlay overlay = new Overlay(41);

    private static void know(SimNode node, Identity peer) {
        Contact contact = new Contact(peer.nodeId(), peer.publicKey(), 0, List.of());
        node.core().knowledge().observe(contact, ContactSource.OWNER, node.now());
        node.core().knowledge().bindExchangeKey(peer.nodeId(), peer.exchangeKey());
    }

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    @Test
    void A11_sealedMessageCrossesFiveHopsAndNobodyOnTheWayCanReadIt() {
        List<SimNode> chain = overlay.chain(6);
        SimNode sender = chain.get(0);
        SimNode recipient = chain.get(5);
        know(sender, recipient.identity());

        long operation = sender.sendSealed(recipient.id(), SECRET);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(sender.completed).containsKey(operation);
        assertThat(recipient.sealed).singleElement().satisfies(delivery -> {
            assertThat(delivery.originator()).isEqualTo(sender.id());
            assertThat(delivery.payload()).isEqualTo(SECRET);
        });
        assertThat(recipient.deliveries).isEmpty();
    }

    @Test
    void recipientIntroducesItselfBeforeTheFirstSealedMessageOnly() {
        SimNode sender = quiet();
        SimNode peer = quiet();
        overlay.edge(sender, peer);

        for (int i = 1; i <= 2; i++) {
            sender.sendSealed(peer.id(), SECRET);
            overlay.settle();
            assertThat(peer.sealed).hasSize(i);
            assertThat(sender.count(NodeCounter.HELLOS_SENT)).isOne();
        }
    }

    @Test
    void forwardersSeeNoneOfTheContent() {
        SimNode sender = quiet();
        SimNode peer = quiet();
        overlay.edge(sender, peer);
        sender.rendezvous(peer.id(), Duration.ofSeconds(10));
        overlay.settle();
        Puppet forwarder = overlay.puppet();
        overlay.edge(sender, forwarder, true);
        peer.drop(sender.id());
        overlay.settle();

        sender.sendSealed(peer.id(), SECRET);
        overlay.settle();

        assertThat(forwarder.heard(ROUTE))
                .singleElement()
                .satisfies(frame -> assertThat(frame).doesNotContain(ByteBufUtil.hexDump(SECRET)));
    }

    @Test
    void whatIsNoBoxForThisNodeIsDeliveredAsItIs() {
        SimNode sender = quiet();
        SimNode peer = quiet();
        overlay.edge(sender, peer);
        Identity other = overlay.newIdentity();
        long now = overlay.time().wallNanos();
        byte[] forAnother = SealedBox.seal(sender.identity(), other.exchangeKey(), SECRET, new byte[0], now);
        byte[] unbound = SealedBox.seal(sender.identity(), peer.identity().exchangeKey(), SECRET, new byte[0], now);
        byte[] passedOn =
                SealedBox.seal(other, peer.identity().exchangeKey(), SECRET, SealedBox.boundTo(other.nodeId()), now);

        for (byte[] box : List.of(forAnother, unbound, passedOn)) {
            sender.send(peer.id(), box);
        }
        overlay.settle();

        assertThat(peer.sealed).isEmpty();
        assertThat(peer.deliveries)
                .extracting(SimNode.Delivery::payload)
                .containsExactly(forAnother, unbound, passedOn);
    }

    @Test
    void sealedAndPlainMessagesOfOneOriginatorStayInOrder() {
        SimNode sender = quiet();
        SimNode peer = quiet();
        overlay.edge(sender, peer);
        sender.rendezvous(peer.id(), Duration.ofSeconds(10));
        overlay.settle();

        sender.sendSealed(peer.id(), SECRET);
        overlay.runFor(Duration.ZERO);
        sender.send(peer.id(), "after");
        overlay.settle();

        assertThat(peer.order).containsExactly("sealed", "routed");
    }

    @Test
    void sealedMessageToWhomNobodyAnswersForFails() {
        SimNode sender = quiet();
        NodeId nobody = overlay.newId();
        long alone = sender.sendSealed(nobody, SECRET);
        assertThat(sender.failed.get(alone)).isInstanceOf(UnroutableException.class);

        overlay.edge(sender, overlay.puppet(), true);
        long unanswered = sender.sendSealed(nobody, SECRET);
        overlay.runFor(Duration.ofSeconds(11));
        assertThat(sender.failed.get(unanswered)).isInstanceOf(NodenetTimeoutException.class);
    }

    @Test
    void sealedMessageThatNoEdgeHasRoomForIsRefusedAsSuch() {
        SimNode sender = quiet();
        Puppet only = overlay.puppet();
        Wire end = overlay.edge(sender, only, true);
        Identity peer = overlay.newIdentity();
        know(sender, peer);
        end.stall(true);

        long operation = sender.sendSealed(peer.nodeId(), SECRET);
        overlay.settle();

        assertThat(sender.failed.get(operation)).isInstanceOf(BackpressureException.class);
        assertThat(sender.drops(DropReason.SEND_BUFFER_FULL)).isOne();
    }

    @Test
    void contentsThatWaitForAKeyAreBoundedByBytes() {
        SimNode sender = quiet();
        overlay.edge(sender, overlay.puppet(), true);
        byte[] large = new byte[1 << 16];
        for (int i = 0; i < 64; i++) {
            sender.sendSealed(overlay.newId(), large);
        }
        assertThat(sender.failed).isEmpty();

        long operation = sender.sendSealed(overlay.newId(), new byte[1]);

        assertThat(sender.failed).containsOnlyKeys(operation);
        assertThat(sender.failed.get(operation)).isInstanceOf(BackpressureException.class);
        overlay.runFor(Duration.ofSeconds(11));
        assertThat(sender.failed).as("all have timed out").hasSize(65);
        long later = sender.sendSealed(overlay.newId(), large);
        assertThat(sender.failed).doesNotContainKey(later);
    }
}
