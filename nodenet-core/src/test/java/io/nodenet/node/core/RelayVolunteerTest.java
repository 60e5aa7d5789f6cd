package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.RelayBind;
import io.nodenet.nat.RelayGrant;
import io.nodenet.nat.RelayRequest;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For whom a volunteer opens relay sessions, and what it tells both peers (groups H and J of docs/protocol/09). */
class RelayVolunteerTest {
    private static final Nonce NONCE = new Nonce(3, 4);
    private static final Endpoint FOR_CALLER = Endpoint.quic("10.0.0.1:50001");
    private static final Endpoint FOR_CALLEE = Endpoint.quic("10.0.0.1:50002");

    private final Overlay overlay = new Overlay(16);
    private final SimNode volunteer = volunteer(256, Endpoint.quic("203.0.113.9:4242"));
    private final Puppet caller = overlay.puppet();
    private final Puppet callee = overlay.puppet();
    private final Wire toCaller = overlay.edge(volunteer, caller, false);
    private final Wire toCallee = overlay.edge(volunteer, callee, false);
    private int nonces;

    private SimNode volunteer(int sessions, Endpoint... advertised) {
        Identity identity = overlay.newIdentity();
        SimNode added = overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .upkeep(false)
                        .relaySessions(sessions)
                        .advertised(List.of(advertised))
                        .build());
        added.holdRelays = true;
        added.start();
        return added;
    }

    private static byte[] request(Nonce nonce, NodeId target) {
        return Frames.frame(FrameType.RELAY_REQUEST, new RelayRequest(nonce, target).toBytes());
    }

    private void ask(Wire from, NodeId target) {
        from.arrive(request(new Nonce(9, ++nonces), target));
    }

    private void opened(Endpoint callerSide, Endpoint calleeSide) {
        long session = volunteer.relays.get(volunteer.relays.size() - 1).session();
        volunteer.input(core -> core.onRelayOpened(session, callerSide, calleeSide));
        overlay.settle();
    }

    private static Cursor payload(String frame) {
        byte[] bytes = ByteBufUtil.decodeHexDump(frame);
        return new Cursor().reset(bytes, 3, bytes.length - 3);
    }

    private static RelayGrant grant(Puppet peer) {
        List<RelayGrant> read = new ArrayList<>();
        assertThat(RelayGrant.read(payload(peer.heard("0d").get(0)), read)).isEqualTo(Outcome.OK);
        return read.get(0);
    }

    private static RelayBind bind(Puppet peer) {
        List<RelayBind> read = new ArrayList<>();
        assertThat(RelayBind.read(payload(peer.heard("0e").get(0)), read)).isEqualTo(Outcome.OK);
        return read.get(0);
    }

    @Test
    void bothPeersAreToldWhereTheyMeetOnceTheSessionIsOpen() {
        toCaller.arrive(request(NONCE, callee.id()));
        overlay.settle();
        assertThat(volunteer.relays).containsExactly(new SimNode.Relay(1, caller.endpoint(), callee.endpoint()));
        assertThat(caller.heard()).isEmpty();

        opened(FOR_CALLER, FOR_CALLEE);

        assertThat(grant(caller)).isEqualTo(new RelayGrant(NONCE, FOR_CALLER));
        assertThat(bind(callee)).isEqualTo(new RelayBind(FOR_CALLEE));
        assertThat(volunteer.count(NodeCounter.RELAYS_GRANTED)).isOne();
    }

    @Test
    void J12_requestWithoutAnEdgeToTheCalleeIsSilence() {
        ask(toCaller, overlay.newId());
        overlay.settle();

        assertThat(volunteer.relays).isEmpty();
        assertThat(caller.heard()).isEmpty();
        assertThat(volunteer.drops(DropReason.RELAY_NO_EDGE)).isOne();
    }

    @Test
    void J12_requestToWhoDoesNotVolunteerIsSilence() {
        SimNode other = volunteer(0);
        Wire wire = overlay.edge(other, caller, false);
        overlay.edge(other, callee, false);
        wire.arrive(request(NONCE, callee.id()));
        overlay.settle();

        assertThat(other.relays).isEmpty();
        assertThat(caller.heard()).isEmpty();
        assertThat(other.drops(DropReason.UNSERVED_TYPE)).isEqualTo(1);
    }

    @Test
    void W24_noPeerIsRelayedToItselfOrToTheVolunteer() {
        ask(toCaller, caller.id());
        ask(toCaller, volunteer.id());
        SinkConnection sameSocket = new SinkConnection(overlay.newId(), caller.endpoint(), false);
        volunteer.onFrame(sameSocket, Unpooled.wrappedBuffer(Vectors.unhex(Overlay.UNKNOWN_FRAME)));
        ask(toCaller, sameSocket.remoteId());

        assertThat(volunteer.relays).isEmpty();
        assertThat(volunteer.drops(DropReason.RELAY_LOOP)).isEqualTo(3);
    }

    @Test
    void W24_whatIsRelayedAlreadyIsNotRelayedOnceMore() {
        Endpoint socket = Endpoint.quic("10.0.0.2:50002");
        assertThat(caller.endpoint().text()).startsWith("10.0.0.2:");
        toCaller.arrive(Frames.frame(FrameType.RELAY_BIND, new RelayBind(socket).toBytes()));
        Wire relayed = overlay.edge(volunteer, overlay.puppet(overlay.newId(), socket), false);

        ask(relayed, callee.id());
        ask(toCallee, relayed.peer());

        assertThat(volunteer.relays).isEmpty();
        assertThat(volunteer.drops(DropReason.RELAY_LOOP)).isOne();
        assertThat(volunteer.drops(DropReason.RELAY_NO_EDGE)).isOne();
    }

    @Test
    void malformedRequestIsDropped() {
        toCaller.arrive(Frames.frame(FrameType.RELAY_REQUEST, new byte[47]));

        assertThat(volunteer.drops(DropReason.MALFORMED_PAYLOAD)).isOne();
        assertThat(volunteer.relays).isEmpty();
    }

    @Test
    void requestsAndSiblingRequestsShareOneBucket() {
        for (int i = 0; i < 16; i++) {
            toCaller.arrive(Frames.frame(FrameType.SIBLINGS, new byte[8]));
        }
        for (int i = 0; i < 20; i++) {
            ask(toCaller, overlay.newId());
        }

        assertThat(volunteer.drops(DropReason.RELAY_NO_EDGE)).isEqualTo(16);
        assertThat(volunteer.drops(DropReason.RATE_LIMITED_CONTROL)).isEqualTo(4);
    }

    @Test
    void J14_requesterHasEightSessionsHoweverOftenItAsksAndOthersStillGetOne() {
        for (int i = 0; i < 300; i++) {
            ask(toCaller, callee.id());
            overlay.runFor(Duration.ofMillis(100));
        }
        assertThat(volunteer.relays).hasSize(8);
        assertThat(volunteer.drops(DropReason.RELAY_REQUESTER_QUOTA)).isEqualTo(292);

        Puppet other = overlay.puppet();
        ask(overlay.edge(volunteer, other, false), callee.id());
        assertThat(volunteer.relays).hasSize(9);
    }

    @Test
    void W24_calleeHasSixteenSessionsHoweverManyAskForIt() {
        for (int i = 0; i < 20; i++) {
            ask(overlay.edge(volunteer, overlay.puppet(), false), callee.id());
        }
        assertThat(volunteer.relays).hasSize(16);
        assertThat(volunteer.drops(DropReason.RELAY_CALLEE_QUOTA)).isEqualTo(4);

        ask(toCallee, caller.id());
        assertThat(volunteer.relays).hasSize(17);
    }

    @Test
    void smallVolunteerGivesNobodyMoreThanAnEighthOfItsSessions() {
        SimNode small = volunteer(2);
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            wires.add(overlay.edge(small, overlay.puppet(), false));
        }
        ask(wires.get(0), wires.get(1).peer());
        ask(wires.get(0), wires.get(2).peer());
        assertThat(small.relays).hasSize(1);

        ask(wires.get(1), wires.get(2).peer());
        ask(wires.get(2), wires.get(0).peer());
        assertThat(small.relays).hasSize(2);
        assertThat(small.drops(DropReason.RELAY_FULL)).isOne();
    }

    @Test
    void sessionThatEndedLeavesRoomForAnother() {
        for (int i = 0; i < 8; i++) {
            ask(toCaller, callee.id());
        }
        volunteer.input(core -> core.onRelayOpened(1, FOR_CALLER, FOR_CALLEE));
        volunteer.input(core -> core.onRelayClosed(1));
        volunteer.input(core -> core.onRelayRefused(2));
        ask(toCaller, callee.id());
        ask(toCaller, callee.id());
        ask(toCaller, callee.id());

        assertThat(volunteer.relays).hasSize(10);
        assertThat(volunteer.core().relaySessions()).isEqualTo(8);
        assertThat(volunteer.drops(DropReason.RELAY_NO_SOCKET)).isOne();
    }

    @Test
    void sessionWithoutAPeerToTellIsClosed() {
        ask(toCaller, callee.id());
        toCallee.close(CloseReason.PEER_CLOSED);
        overlay.settle();
        opened(FOR_CALLER, FOR_CALLEE);

        assertThat(volunteer.closedRelays).containsExactly(1L);
        assertThat(volunteer.core().relaySessions()).isZero();
        assertThat(caller.heard("0d")).isEmpty();
    }

    @Test
    void sessionOutlivesTheEdgesOverWhichItWasAgreed() {
        ask(toCaller, callee.id());
        opened(FOR_CALLER, FOR_CALLEE);
        toCallee.close(CloseReason.PEER_CLOSED);
        toCaller.close(CloseReason.PEER_CLOSED);
        overlay.settle();

        assertThat(volunteer.closedRelays).isEmpty();
        assertThat(volunteer.core().relaySessions()).isOne();
    }

    @Test
    void J16_grantNamesTheAddressUnderWhichThePeerReachesTheVolunteer() {
        Puppet outside = overlay.puppet(overlay.newId(), Endpoint.quic("198.51.100.7:4242"));
        ask(overlay.edge(volunteer, outside, false), callee.id());
        opened(FOR_CALLER, FOR_CALLEE);

        assertThat(grant(outside).endpoint())
                .as("outside, where the volunteer is known by what its operator set")
                .isEqualTo(Endpoint.quic("203.0.113.9:50001"));
        assertThat(bind(callee).endpoint()).as("within its network").isEqualTo(FOR_CALLEE);
    }

    @Test
    void J16_publicAddressOfASocketIsToldAsItIs() {
        Puppet outside = overlay.puppet(overlay.newId(), Endpoint.quic("198.51.100.7:4242"));
        ask(overlay.edge(volunteer, outside, false), callee.id());
        Endpoint second = Endpoint.quic("203.0.113.10:50001");
        opened(second, FOR_CALLEE);

        assertThat(grant(outside).endpoint()).isEqualTo(second);
    }

    @Test
    void volunteerSaysSoInItsOwnContact() {
        SimNode other = volunteer(0);
        SimNode asker = volunteer(0);
        overlay.edge(asker, volunteer);
        overlay.edge(asker, other);
        for (SimNode neighbour : List.of(volunteer, other)) {
            asker.input(core ->
                    core.lookups().askSiblings(core.edges().get(neighbour.id()).current()));
        }
        overlay.settle();

        assertThat(asker.core().knowledge().get(volunteer.id()).capabilities()).isEqualTo(Contact.CAN_RELAY);
        assertThat(asker.core().knowledge().get(other.id()).capabilities()).isZero();
    }

    @Test
    void neighbourThatDoesNotSaySoAnyMoreIsTakenForNoVolunteer() {
        SimNode neighbour = volunteer(0);
        SimNode asker = volunteer(0);
        overlay.edge(asker, neighbour);
        Contact before = new Contact(
                neighbour.id(), neighbour.identity().publicKey(), Contact.CAN_RELAY, List.of(neighbour.endpoint()));
        asker.input(core -> core.knowledge().observe(before, ContactSource.OWNER, asker.now()));
        assertThat(asker.core().knowledge().get(neighbour.id()).capabilities()).isEqualTo(Contact.CAN_RELAY);

        asker.input(core ->
                core.lookups().askSiblings(core.edges().get(neighbour.id()).current()));
        overlay.settle();

        assertThat(asker.core().knowledge().get(neighbour.id()).capabilities()).isZero();
    }

    @Test
    void leavingVolunteerOpensNoSession() {
        volunteer.input(NodeCore::leave);
        ask(toCaller, callee.id());

        assertThat(volunteer.relays).isEmpty();
    }
}
