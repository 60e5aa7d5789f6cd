package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.NatKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.rendezvous.Reply;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is told which addresses of a node in a rendezvous (W-18; docs/protocol/08, section 10.4). */
class CoordinatesTest {
    private static final String NAT = "203.0.113.7";
    private static final String OTHER_NAT = "203.0.113.99";
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final Overlay overlay = new Overlay(47);
    private final SimNode node = overlay.quietNode();
    private final Identity asker = overlay.newIdentity();
    private int subnets;
    private long nonces;

    CoordinatesTest() {
        node.start();
    }

    /** Has a number of neighbours of as many subnets report where they see a node. */
    private void observe(SimNode seen, int reporters, String observed) {
        for (int i = 0; i < reporters; i++) {
            Puppet neighbour = overlay.puppet(overlay.newId(), Endpoint.quic("198.51." + subnets++ + ".1:4242"));
            Wire wire = overlay.edge(seen, neighbour, true);
            seen.ping(neighbour.id());
            overlay.settle();
            wire.say(Frames.frame(
                    FrameType.PONG,
                    Vectors.unhex("0471756963" + String.format("%02x", observed.length())
                            + Vectors.hex(Frames.bytes(observed)))));
            overlay.settle();
        }
    }

    /** Returns what the node tells somebody who asks for it and tells these addresses. */
    private List<String> toldTo(String... own) {
        Puppet puppet = overlay.puppet(asker.nodeId());
        Wire wire = overlay.edge(node, puppet, false);
        List<Endpoint> endpoints = Stream.of(own).map(Endpoint::quic).toList();
        Introduction introduction = new Introduction(asker.exchangeKey(), endpoints, new Nonce(1, nonces++));
        byte[] hello = Hello.sign(node.id(), introduction, asker::sign).toBytes();
        ByteBuf frame = Unpooled.buffer(8192);
        RoutedSigning.sign(asker, FrameType.HELLO, node.id(), overlay.time().wallNanos() + nonces, hello)
                .writeFrame(frame, 16, List.of());
        wire.arrive(ByteBufUtil.getBytes(frame));
        overlay.settle();
        List<Reply> read = new ArrayList<>();
        assertThat(Reply.read(new Cursor().reset(payload(puppet.heard("09").get(0))), read))
                .isEqualTo(Outcome.OK);
        node.drop(puppet.id());
        overlay.settle();
        puppet.transport().close();
        return texts(read.get(0).introduction().endpoints());
    }

    /** Returns what the node tells a peer for which it looks. */
    private List<String> toldInHello(NodeId peer) {
        Puppet puppet = overlay.puppet(peer);
        overlay.edge(node, puppet, false);
        node.rendezvous(peer, TEN_SECONDS);
        overlay.settle();
        List<Hello> read = new ArrayList<>();
        assertThat(Hello.read(new Cursor().reset(payload(puppet.heard("08").get(0))), read))
                .isEqualTo(Outcome.OK);
        node.drop(puppet.id());
        overlay.settle();
        puppet.transport().close();
        return texts(read.get(0).introduction().endpoints());
    }

    private static List<String> texts(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::text).toList();
    }

    private static byte[] payload(String frame) {
        byte[] bytes = ByteBufUtil.decodeHexDump(frame);
        FrameHeader header = new FrameHeader();
        RoutedMessageView view = new RoutedMessageView();
        assertThat(FrameCodec.parse(bytes, 0, bytes.length, header)).isEqualTo(Outcome.OK);
        assertThat(view.parse(bytes, header.payloadOffset(), header.payloadLength()))
                .isEqualTo(Outcome.OK);
        return view.payload();
    }

    private void local(String... addresses) {
        List<Endpoint> endpoints = Arrays.stream(addresses).map(Endpoint::quic).toList();
        node.input(core -> core.onLocalEndpoints(endpoints));
    }

    @Test
    void privateAddressesAreToldOnlyToThoseWhoShareTheExternalAddress() {
        String inside = node.endpoint().text();
        observe(node, 3, NAT + ":4242");

        assertThat(toldTo(NAT + ":9")).containsExactly(NAT + ":4242", inside);
        assertThat(toldTo("10.9.9.9:1", NAT + ":9")).containsExactly(NAT + ":4242", inside);
        assertThat(toldTo(OTHER_NAT + ":4242", "10.9.9.9:1")).containsExactly(NAT + ":4242");
        assertThat(toldTo("10.9.9.9:1"))
                .as("nobody knows whether its site is this one")
                .containsExactly(NAT + ":4242");
        assertThat(toldTo()).containsExactly(NAT + ":4242");
    }

    @Test
    void strangerIsToldPrivateAddressesOnlyAsLongAsThereIsNoExternalOne() {
        assertThat(toldInHello(overlay.newId())).containsExactly(node.endpoint().text());

        observe(node, 3, NAT + ":4242");
        assertThat(toldInHello(overlay.newId())).containsExactly(NAT + ":4242");
    }

    @Test
    void whereNobodyHasAnExternalAddressPrivateOnesAreTold() {
        String inside = node.endpoint().text();

        assertThat(toldTo("10.9.9.9:1")).containsExactly(inside);
        assertThat(toldTo()).containsExactly(inside);
        assertThat(toldTo(OTHER_NAT + ":1"))
                .as("a peer with an external address is elsewhere")
                .isEmpty();
    }

    @Test
    void externalAddressThatOneNeighbourReportsIsEnoughToKnowWhoIsNear() {
        observe(node, 1, NAT + ":4242");

        assertThat(toldTo(NAT + ":9"))
                .as("what shows the peer that both are behind one NAT")
                .containsExactly(NAT + ":4242", node.endpoint().text());
        assertThat(toldTo(OTHER_NAT + ":9")).isEmpty();
    }

    @Test
    void ipv6AddressesOfOneLinkAreOneExternalAddress() {
        local("[2001:db8:1:2::1]:4242", "192.168.1.5:4242");

        assertThat(toldTo("[2001:db8:1:2::99]:1")).containsExactly("[2001:db8:1:2::1]:4242", "192.168.1.5:4242");
        assertThat(toldTo("[2001:db8:1:3::99]:1")).containsExactly("[2001:db8:1:2::1]:4242");
    }

    @Test
    void twoNodesBehindOneNatLearnTheirPrivateAddressesAndOneBehindAnotherDoesNot() {
        SimNode near = overlay.quietNode();
        SimNode far = overlay.quietNode();
        near.start();
        far.start();
        observe(node, 3, NAT + ":1001");
        observe(near, 3, NAT + ":1002");
        observe(far, 3, OTHER_NAT + ":1003");
        overlay.edge(node, near);
        overlay.edge(node, far);

        long first = node.rendezvous(near.id(), TEN_SECONDS);
        overlay.runFor(Duration.ofMillis(200));
        long back = near.rendezvous(node.id(), TEN_SECONDS);
        long other = node.rendezvous(far.id(), TEN_SECONDS);
        overlay.runFor(Duration.ofMillis(200));

        assertThat(texts(node.introductions.get(first).endpoints()))
                .containsExactly(NAT + ":1002", near.endpoint().text());
        assertThat(texts(near.introductions.get(back).endpoints()))
                .containsExactly(NAT + ":1001", node.endpoint().text());
        assertThat(texts(node.introductions.get(other).endpoints())).containsExactly(OTHER_NAT + ":1003");
    }

    @Test
    void peerOfWhichItIsKnownThatItIsNearIsToldPrivateAddressesAtOnce() {
        observe(node, 3, NAT + ":4242");

        toldTo(NAT + ":9");

        assertThat(toldInHello(asker.nodeId()))
                .containsExactly(NAT + ":4242", node.endpoint().text());
    }

    @Test
    void addressOfTheOperatorComesFirstAndCountsAsExternal() {
        Identity identity = overlay.newIdentity();
        CoreConfig config = Overlay.config(identity, 0)
                .upkeep(false)
                .advertised(List.of(Endpoint.quic(NAT + ":9000")))
                .build();
        SimNode forwarded = overlay.node(identity, config);
        forwarded.start();
        SimNode near = overlay.quietNode();
        near.start();
        overlay.edge(forwarded, near);
        observe(near, 1, NAT + ":1002");
        observe(forwarded, 3, NAT + ":4242");
        assertThat(forwarded.core().reflexive().nat()).isEqualTo(NatKind.ENDPOINT_INDEPENDENT);

        long operation = near.rendezvous(forwarded.id(), TEN_SECONDS);
        overlay.settle();

        assertThat(texts(near.introductions.get(operation).endpoints())).startsWith(NAT + ":9000", NAT + ":4242");
    }

    @Test
    void eightAddressesAreToldTheLikeliestFirstAndManyOfOneKindLeaveRoomForTheOthers() {
        local(
                "192.168.1.5:4242",
                "[fd00::1]:4242",
                "127.0.0.1:4242",
                "[fe80::1]:4242",
                "0.0.0.0:4242",
                "[2001:db8:0:1::1]:4242",
                "[2001:db8:0:1::2]:4242",
                "[2001:db8:0:1::3]:4242",
                "[2001:db8:0:1::4]:4242",
                "[2001:db8:0:1::5]:4242",
                "[2001:db8:0:1::6]:4242",
                "198.51.100.1:4242");
        observe(node, 3, NAT + ":4242");

        assertThat(toldTo(NAT + ":1"))
                .containsExactly(
                        NAT + ":4242",
                        "198.51.100.1:4242",
                        "[2001:db8:0:1::1]:4242",
                        "192.168.1.5:4242",
                        "[fd00::1]:4242",
                        "[2001:db8:0:1::2]:4242",
                        "[2001:db8:0:1::3]:4242",
                        "[2001:db8:0:1::4]:4242");
        assertThat(toldTo(OTHER_NAT + ":1"))
                .hasSize(8)
                .doesNotContain("192.168.1.5:4242", "[fd00::1]:4242")
                .startsWith(NAT + ":4242", "198.51.100.1:4242", "[2001:db8:0:1::1]:4242");
    }

    @Test
    void loopbackIsToldOnlyByANodeThatHasNothingElse() {
        local("127.0.0.1:4242");
        assertThat(toldTo("10.9.9.9:1")).containsExactly("127.0.0.1:4242");

        local("127.0.0.1:4242", "192.168.1.5:4242");
        assertThat(toldTo("10.9.9.9:1")).containsExactly("192.168.1.5:4242");
        assertThat(toldTo(OTHER_NAT + ":1"))
                .as("what is held back is something, too")
                .isEmpty();
    }
}
