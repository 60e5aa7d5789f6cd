package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which addresses of a node are told and tried when it connects (W-18, W-21). */
class ConnectCoordinatesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);
    private static final String NAT = "203.0.113.7";
    private static final String OTHER_NAT = "203.0.113.99";

    private final Overlay overlay = new Overlay(59);
    private final Signals signals = new Signals(overlay);
    private final SimNode between = node("198.51.200.1:4242");
    private int subnets;

    private SimNode node(String endpoint) {
        Identity identity = overlay.newIdentity();
        return started(overlay.node(identity, config(identity).build(), Endpoint.quic(endpoint)));
    }

    /** Begins the settings of a node that believes the first neighbour that tells it where it is. */
    private static CoreConfig.Builder config(Identity identity) {
        return Overlay.config(identity, 0).upkeep(false).reflexiveQuorum(1);
    }

    private static SimNode started(SimNode node) {
        node.start();
        return node;
    }

    /** Adds a node of a site that is seen at an external address, at which nobody reaches it, from inside as from outside. */
    private SimNode inside(String endpoint, String external) {
        return seenAt(node(endpoint), external);
    }

    private SimNode seenAt(SimNode node, String external) {
        overlay.edge(node, between);
        Puppet neighbour = overlay.puppet(overlay.newId(), Endpoint.quic("198.51." + subnets++ + ".1:4242"));
        Wire wire = overlay.edge(node, neighbour, true);
        node.ping(neighbour.id());
        overlay.settle();
        wire.say(Frames.frame(
                FrameType.PONG,
                Vectors.unhex("0471756963" + String.format("%02x", external.length())
                        + Vectors.hex(Frames.bytes(external)))));
        overlay.settle();
        return node;
    }

    private static List<Endpoint> dialed(SimNode node) {
        return node.dials.stream().map(SimNode.Dial::endpoint).toList();
    }

    @Test
    void twoNodesBehindOneNatThatDoesNotHairpinConnectByTheirPrivateAddresses() {
        SimNode caller = inside("192.168.7.2:4242", NAT + ":1001");
        SimNode callee = inside("192.168.7.3:4242", NAT + ":1002");

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(caller.connected.get(operation)).isNotNull();
        assertThat(caller.connected.get(operation).path()).isEqualTo(PathKind.DIRECT);
        assertThat(caller.connected.get(operation).remote()).isEqualTo(callee.endpoint());
        assertThat(caller.connected.get(operation).took()).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void peerThatWasReachedAtItsPrivateAddressIsDialedThereAgainWithoutAnIntroduction() {
        SimNode caller = inside("192.168.7.2:4242", NAT + ":1001");
        SimNode callee = inside("192.168.7.3:4242", NAT + ":1002");
        caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));
        long introductions = caller.count(NodeCounter.HELLOS_SENT);
        caller.drop(callee.id());
        overlay.runFor(Duration.ofSeconds(1));

        long again = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(caller.connected).containsKey(again);
        assertThat(caller.connected.get(again).remote()).isEqualTo(callee.endpoint());
        assertThat(caller.count(NodeCounter.HELLOS_SENT)).isEqualTo(introductions);
    }

    @Test
    void privateAddressThatAPeerOnlyClaimsIsNotKept() {
        SimNode callee = inside("192.168.7.2:4242", NAT + ":1001");

        introduce(callee, NAT + ":1", "192.168.7.66:22");

        assertThat(callee.core().knowledge().contacts())
                .flatExtracting(KnownContact::endpoints)
                .contains(Endpoint.quic(NAT + ":1"))
                .doesNotContain(Endpoint.quic("192.168.7.66:22"));
    }

    private void introduce(SimNode callee, String... own) {
        Identity peer = overlay.newIdentity();
        Puppet puppet = overlay.puppet(peer.nodeId());
        Wire wire = overlay.edge(callee, puppet, false);
        wire.arrive(signals.hello(
                peer,
                callee.id(),
                new Nonce(1, 2),
                Stream.of(own).map(Endpoint::quic).toList()));
        overlay.settle();
    }

    @Test
    void nodeWhoseAddressIsNotConfirmedYetAndOneBehindTheSameNatConnectByTheirPrivateAddresses() {
        SimNode confirmed = inside("192.168.7.2:4242", NAT + ":1001");
        SimNode first = seenAt(cautious("192.168.7.3:4242"), NAT + ":1002");
        SimNode second = seenAt(cautious("192.168.7.4:4242"), NAT + ":1003");
        assertThat(first.core().reflexive().endpoints()).isEmpty();

        long there = confirmed.connect(first.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));
        long back = second.connect(confirmed.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(confirmed.connected.get(there)).isNotNull();
        assertThat(confirmed.connected.get(there).remote()).isEqualTo(first.endpoint());
        assertThat(second.connected.get(back)).isNotNull();
        assertThat(second.connected.get(back).remote()).isEqualTo(confirmed.endpoint());
    }

    /** Adds a node that believes three neighbours and no fewer. */
    private SimNode cautious(String endpoint) {
        Identity identity = overlay.newIdentity();
        CoreConfig config = config(identity).reflexiveQuorum(3).build();
        return started(overlay.node(identity, config, Endpoint.quic(endpoint)));
    }

    @Test
    void nodesBehindDifferentNatsTryNoPrivateAddressOfEachOther() {
        SimNode caller = inside("192.168.7.2:4242", NAT + ":1001");
        SimNode callee = inside("192.168.8.3:4242", OTHER_NAT + ":1002");

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(caller.failed).containsKey(operation);
        assertThat(dialed(caller)).isNotEmpty().containsOnly(Endpoint.quic(OTHER_NAT + ":1002"));
        assertThat(caller.punches)
                .extracting(SimNode.Punch::target)
                .isNotEmpty()
                .containsOnly(Endpoint.quic(OTHER_NAT + ":1002"));
        assertThat(callee.punches)
                .extracting(SimNode.Punch::target)
                .isNotEmpty()
                .containsOnly(Endpoint.quic(NAT + ":1001"));
    }

    @Test
    void requestForAHolePunchTellsPrivateAddressesOnlyToAPeerThatIsNear() {
        SimNode caller = inside("192.168.7.2:4242", NAT + ":1001");

        assertThat(toldInConnect(caller, OTHER_NAT + ":1")).containsExactly(Endpoint.quic(NAT + ":1001"));
        assertThat(toldInConnect(caller, NAT + ":1")).containsExactly(Endpoint.quic(NAT + ":1001"), caller.endpoint());
    }

    private List<Endpoint> toldInConnect(SimNode caller, String ofPeer) {
        Identity peer = overlay.newIdentity();
        Puppet puppet = overlay.puppet();
        Wire wire = overlay.edge(caller, puppet, false);
        caller.connect(peer.nodeId(), ALL, TIMEOUT);
        overlay.settle();
        Nonce nonce = Signals.nonceOfHello(puppet.heard(Signals.HELLO).get(0));
        wire.arrive(signals.reply(peer, caller.id(), nonce, List.of(Endpoint.quic(ofPeer))));
        overlay.runFor(TIMEOUT);
        return Signals.punchSignal(puppet.heard(Signals.CONNECT).get(0)).endpoints();
    }

    @Test
    void answerToARequestForAHolePunchTellsPrivateAddressesOnlyToAPeerThatIsNear() {
        SimNode callee = inside("192.168.7.2:4242", NAT + ":1001");

        assertThat(toldInAck(callee, OTHER_NAT + ":1")).containsExactly(Endpoint.quic(NAT + ":1001"));
        assertThat(toldInAck(callee, NAT + ":1")).containsExactly(Endpoint.quic(NAT + ":1001"), callee.endpoint());
    }

    private List<Endpoint> toldInAck(SimNode callee, String ofPeer) {
        Identity peer = overlay.newIdentity();
        Puppet puppet = overlay.puppet(peer.nodeId());
        Wire wire = overlay.edge(callee, puppet, false);
        wire.arrive(signals.connect(peer, callee.id(), new Nonce(1, 2), List.of(Endpoint.quic(ofPeer))));
        overlay.settle();
        return Signals.punchSignal(puppet.heard(Signals.CONNECT_ACK).get(0)).endpoints();
    }

    /** A node whose router forwards another port to it, and which no neighbour has told where it is. */
    private SimNode forwarded() {
        Identity identity = overlay.newIdentity();
        Endpoint outside = Endpoint.quic("203.0.113.50:9000");
        SimNode node = overlay.node(
                identity, config(identity).advertised(List.of(outside)).build(), outside);
        node.start(Endpoint.quic("192.168.1.2:4242"));
        overlay.edge(node, between);
        return node;
    }

    private SimNode portRestricted() {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity,
                config(identity).build(),
                Endpoint.quic("203.0.113.60:4242"),
                new HostProfile().withNat(NatProfile.PORT_RESTRICTED));
        node.start(Endpoint.quic("192.168.2.2:4242"));
        overlay.edge(node, between);
        node.ping(between.id());
        overlay.settle();
        return node;
    }

    @Test
    void forwardedPortThatTheOperatorHasSetIsDialed() {
        SimNode node = forwarded();
        SimNode caller = portRestricted();

        long operation = caller.connect(node.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(caller.connected.get(operation).path()).isEqualTo(PathKind.DIRECT);
        assertThat(caller.connected.get(operation).remote()).isEqualTo(Endpoint.quic("203.0.113.50:9000"));
        assertThat(dialed(caller)).containsOnly(Endpoint.quic("203.0.113.50:9000"));
    }

    @Test
    void forwardedPortThatTheOperatorHasSetIsPunched() {
        SimNode node = forwarded();
        SimNode callee = portRestricted();
        callee.opensOnlyOnRequest = true;

        long operation = node.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(node.connected.get(operation).path()).isEqualTo(PathKind.PUNCHED);
        assertThat(callee.punches)
                .extracting(SimNode.Punch::target)
                .isNotEmpty()
                .containsOnly(Endpoint.quic("203.0.113.50:9000"));
    }

    private SimNode selective(String endpoint) {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(identity, config(identity).selective(true).build(), Endpoint.quic(endpoint));
        node.disclosure = (peer, outbound) -> false;
        return started(node);
    }

    @Test
    void requestForAHolePunchIsNotAnsweredIfTheApplicationRefuses() {
        SimNode callee = selective("198.51.210.1:4242");
        Identity peer = overlay.newIdentity();
        Puppet puppet = overlay.puppet(peer.nodeId());
        Wire wire = overlay.edge(callee, puppet, false);

        wire.arrive(signals.connect(peer, callee.id(), new Nonce(1, 2), List.of(Endpoint.quic(NAT + ":1"))));
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(puppet.heard(Signals.CONNECT_ACK)).isEmpty();
        assertThat(callee.punches).isEmpty();
        assertThat(callee.drops(DropReason.DISCLOSURE_REFUSED)).isOne();
    }

    @Test
    void holePunchIsNotAskedForIfTheApplicationRefuses() {
        SimNode caller = selective("198.51.210.1:4242");
        SimNode callee = portRestricted();
        overlay.edge(caller, between);

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        ConnectFailedException failure = (ConnectFailedException) caller.failed.get(operation);
        assertThat(failure.steps()).anySatisfy(step -> {
            assertThat(step.stage()).isEqualTo(ConnectStep.Stage.PUNCH);
            assertThat(step.outcome()).isEqualTo(ConnectStep.Outcome.FAILED);
            assertThat(step.detail()).contains("may not learn the addresses");
        });
        assertThat(caller.count(NodeCounter.PUNCH_REQUESTS_SENT)).isZero();
        assertThat(callee.core().knowledge().get(caller.id()).endpoints()).isEmpty();
    }
}
