package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.nat.PunchSignal;
import io.nodenet.nat.RelayBind;
import io.nodenet.nat.RelayGrant;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.rendezvous.Reply;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a frame can vanish moves exactly one counter by one (W-22). */
class DropReasonTest {
    private static final Introduction INTRODUCTION = new Introduction(new byte[32], List.of(), new Nonce(1, 2));
    private static final PunchSignal PUNCH = new PunchSignal(new Nonce(1, 2), List.of());
    /** Causes that are no frame of a peer, with the tests that reach them. */
    private static final Map<DropReason, String> ELSEWHERE = Map.ofEntries(
            Map.entry(DropReason.UNROUTABLE, "a message of our own: OriginationTest A07"),
            Map.entry(DropReason.DIRECT_MESSAGES_FULL, "messages of our own: DirectMessagesTest"),
            Map.entry(DropReason.DIRECT_MESSAGE_EXPIRED, "messages of our own: DirectMessagesTest"),
            Map.entry(DropReason.SEND_BUFFER_FULL, "frames of our own: OriginationTest"),
            Map.entry(DropReason.RATE_LIMITED_FORWARD_BYTES, "large messages that are passed on: ForwardingTest"),
            Map.entry(DropReason.DEDUPLICATION_FULL, "an edge with more than its share: DeduplicatorTest"),
            Map.entry(DropReason.EDGE_BUDGET_EVICTED, "a forgotten budget: EdgeLimiterTest"),
            Map.entry(DropReason.EDGE_REFUSED, "needs a policy: FirstFrameAdmissionTest L05"),
            Map.entry(DropReason.ADMISSION_TIMEOUT, "needs a policy: FirstFrameAdmissionTest L19"),
            Map.entry(DropReason.ADMISSION_OVERFLOW, "needs a policy: FirstFrameAdmissionTest L19"),
            Map.entry(DropReason.DISCLOSURE_REFUSED, "needs a policy: DisclosureTest"),
            Map.entry(DropReason.DISCLOSURE_TIMEOUT, "needs a policy: DisclosureTest"),
            Map.entry(DropReason.RATE_LIMITED_DISCLOSURE, "needs many hellos: DisclosureTest"),
            Map.entry(DropReason.RATE_LIMITED_ORIGINATOR, "needs many look-ups: LookupScenariosTest H02"),
            Map.entry(DropReason.CONTACT_UNPROVEN, "contacts of an answer: LookupScenariosTest D07"),
            Map.entry(DropReason.CONTACT_SUBNET_FULL, "contacts of an answer: LookupScenariosTest D11"),
            Map.entry(DropReason.RELAY_LOOP, "needs a volunteer: RelayVolunteerTest W24"),
            Map.entry(DropReason.RELAY_NO_EDGE, "needs a volunteer: RelayVolunteerTest J12"),
            Map.entry(DropReason.RELAY_REQUESTER_QUOTA, "needs a volunteer: RelayVolunteerTest J14"),
            Map.entry(DropReason.RELAY_CALLEE_QUOTA, "needs a volunteer: RelayVolunteerTest W24"),
            Map.entry(DropReason.RELAY_FULL, "needs a volunteer: RelayVolunteerTest"),
            Map.entry(DropReason.RELAY_NO_SOCKET, "needs a volunteer: RelayVolunteerTest"),
            Map.entry(DropReason.MEDIA_PROOF_OF_WORK, "a media session: CallTest K03"),
            Map.entry(DropReason.MEDIA_SLOTS_FULL, "a media session: CallTest K04"),
            Map.entry(DropReason.MEDIA_PEER_SLOTS_FULL, "a media session: CallTest K05"),
            Map.entry(DropReason.MEDIA_REFUSED, "a media session: CallTest K02"),
            Map.entry(DropReason.MEDIA_CONSENT_TIMEOUT, "a media session: CallTest"),
            Map.entry(DropReason.MEDIA_UNCLAIMED, "a media session: CallTest K06"),
            Map.entry(DropReason.RATE_LIMITED_PING, "needs many pings: EdgeLimiterTest"),
            Map.entry(DropReason.FORWARDED_FORGERY, "needs many messages, which were forwarded: ForwardSamplerTest"));

    /** What a case has to work with: a node with one neighbour. */
    private static final class World {
        final Overlay overlay = new Overlay(97);
        final Puppet peer = overlay.puppet(Frames.flip(NodeId.ZERO, 9));
        final SimNode node;
        final Wire end;
        private long sent;

        World() {
            Identity self = overlay.newIdentity();
            while (self.nodeId().leadingZeroBits() < 2) {
                self = overlay.newIdentity();
            }
            node = overlay.node(
                    self,
                    Overlay.config(self, 2)
                            .maxInboundEdges(1)
                            .upkeep(false)
                            .deduplicationCapacity(16)
                            .build());
            end = overlay.edge(node, peer, false);
        }

        Identity strong() {
            Identity strong = overlay.newIdentity();
            while (strong.nodeId().leadingZeroBits() < 2) {
                strong = overlay.newIdentity();
            }
            return strong;
        }

        byte[] message(NodeId target, int ttl) {
            return Frames.routed(
                    FrameType.ROUTE, strong(), target, overlay.time().wallNanos(), Frames.bytes("x"), ttl);
        }

        /** Signs a message for the node, at a time of its own. */
        byte[] signed(FrameType type, Identity originator, byte[] payload) {
            sent++;
            return Frames.routed(type, originator, node.id(), overlay.time().wallNanos() + sent, payload, 16);
        }

        void arrive(byte[] frame) {
            end.arrive(frame);
        }

        /** Hands over the first frame of a new connection. */
        void arriveNew(NodeId id, String digits) {
            arriveNew(overlay.puppet(id), digits);
        }

        void arriveNew(Host host, String digits) {
            Wire fresh = overlay.connect(host, node).twin();
            fresh.arrive(Vectors.unhex(digits));
        }
    }

    private static Arguments loss(DropReason reason, Consumer<World> loss) {
        return Arguments.of(reason, loss);
    }

    static Stream<Arguments> losses() {
        NodeId far = Frames.flip(NodeId.ZERO, 200);
        return Stream.of(
                loss(DropReason.MALFORMED_FIRST_FRAME, world -> world.arriveNew(far, "ff")),
                loss(DropReason.MALFORMED_FIRST_FRAME, world -> world.arriveNew(far, "01020000")),
                loss(DropReason.MALFORMED_FRAME, world -> world.arrive(new byte[] {2, 2, 0})),
                loss(DropReason.TRAILING_BYTES, world -> world.arrive(new byte[] {1, 2, 0, 0})),
                loss(DropReason.CLOSED_CONNECTION, world -> {
                    world.node.drop(world.peer.id());
                    world.arrive(new byte[] {1, 2, 0});
                }),
                loss(DropReason.CLOSED_CONNECTION, world -> {
                    Wire fresh = world.overlay.dialIn(world.peer, world.node);
                    world.node.leave();
                    fresh.arrive(new byte[] {1, 2, 0});
                }),
                loss(DropReason.PEER_PROOF_OF_WORK, world -> world.arriveNew(Frames.flip(NodeId.ZERO, 0), "010200")),
                loss(DropReason.INBOUND_FULL, world -> world.arriveNew(far, "010200")),
                loss(DropReason.CONNECTION_TO_SELF, world -> world.arriveNew(world.node, "010200")),
                loss(DropReason.SURPLUS_CONNECTION, world -> {
                    world.arriveNew(world.peer, Overlay.UNKNOWN_FRAME.replace("63", "02"));
                    world.arriveNew(world.peer, Overlay.UNKNOWN_FRAME.replace("63", "02"));
                }),
                loss(DropReason.UNKNOWN_TYPE, world -> world.arrive(new byte[] {1, 99, 0})),
                loss(
                        DropReason.UNSERVED_TYPE,
                        world -> world.arrive(Frames.frame(FrameType.RELAY_REQUEST, new byte[0]))),
                loss(DropReason.MALFORMED_PAYLOAD, world -> world.arrive(new byte[] {1, 3, 0})),
                loss(DropReason.UNSOLICITED_PONG, world -> world.arrive(new byte[] {1, 3, 2, 0, 0})),
                loss(DropReason.RATE_LIMITED_FORWARD, world -> {
                    for (int i = 0; i <= 1024; i++) {
                        world.arrive(new byte[] {1, 64, 0});
                    }
                }),
                loss(DropReason.MALFORMED_ENVELOPE, world -> world.arrive(new byte[] {1, 1, 0})),
                loss(DropReason.ORIGINATOR_PROOF_OF_WORK, world -> {
                    Identity weak = world.overlay.newIdentity();
                    while (weak.nodeId().leadingZeroBits() > 1) {
                        weak = world.overlay.newIdentity();
                    }
                    world.arrive(Frames.route(weak, world.node.id(), 0, "weak and stale counts as weak"));
                }),
                loss(DropReason.STALE, world -> {
                    world.overlay.runFor(Duration.ofSeconds(1));
                    byte[] old = world.message(world.node.id(), 16);
                    world.overlay.runFor(Duration.ofSeconds(31));
                    world.arrive(old);
                }),
                loss(DropReason.HOPS_EXHAUSTED, world -> world.arrive(world.message(far, 0))),
                loss(DropReason.DEAD_END, world -> world.arrive(world.message(Frames.flip(world.node.id(), 255), 9))),
                loss(DropReason.NEXT_HOPS_FAILED, world -> {
                    Puppet hop = world.overlay.puppet(Frames.flip(world.node.id(), 2));
                    Wire end = world.overlay.edge(world.node, hop, true);
                    end.stall(true);
                    world.arrive(world.message(Frames.flip(hop.id(), 255), 9));
                }),
                loss(DropReason.DUPLICATE, world -> {
                    byte[] message = world.message(world.node.id(), 16);
                    world.arrive(message.clone());
                    world.arrive(message.clone());
                }),
                loss(DropReason.DUPLICATE, world -> {
                    byte[] message = world.message(world.node.id(), 16);
                    world.arrive(message.clone());
                    world.overlay.settle();
                    world.arrive(message.clone());
                }),
                loss(DropReason.BAD_SIGNATURE, world -> {
                    byte[] message = world.message(world.node.id(), 16);
                    world.arrive(Frames.tampered(message, message.length - 1));
                }),
                loss(DropReason.RATE_LIMITED_CONTROL, world -> {
                    for (int i = 0; i <= 32; i++) {
                        world.arrive(Frames.frame(FrameType.SIBLINGS, new byte[8]));
                    }
                }),
                loss(DropReason.SIGNING_OVERLOAD, world -> {
                    world.node.cryptoRoom = 0;
                    world.arrive(Frames.frame(FrameType.SIBLINGS, new byte[8]));
                }),
                loss(
                        DropReason.UNSOLICITED_NEIGHBORS,
                        world -> world.arrive(world.signed(FrameType.NEIGHBORS, world.strong(), new byte[9]))),
                loss(
                        DropReason.BAD_INTRODUCTION,
                        world -> world.arrive(world.signed(
                                FrameType.HELLO, world.strong(), new Hello(INTRODUCTION, new byte[64]).toBytes()))),
                loss(
                        DropReason.UNSOLICITED_REPLY,
                        world -> world.arrive(world.signed(
                                FrameType.REPLY,
                                world.strong(),
                                new Reply(new byte[32], INTRODUCTION, new byte[64]).toBytes()))),
                loss(
                        DropReason.UNSOLICITED_ACK,
                        world -> world.arrive(world.signed(FrameType.CONNECT_ACK, world.strong(), PUNCH.toBytes()))),
                loss(
                        DropReason.UNSOLICITED_GRANT,
                        world -> world.arrive(Frames.frame(
                                FrameType.RELAY_GRANT,
                                new RelayGrant(new Nonce(1, 2), world.peer.endpoint()).toBytes()))),
                loss(
                        DropReason.RELAY_FOREIGN_ADDRESS,
                        world -> world.arrive(Frames.frame(
                                FrameType.RELAY_BIND, new RelayBind(Endpoint.quic("198.51.100.1:53")).toBytes()))),
                loss(DropReason.PUNCH_LIMIT, world -> {
                    for (int i = 0; i < 3; i++) { // of eight addresses each, all of one host
                        int first = 8 * i + 1;
                        List<Endpoint> told = IntStream.range(first, first + 8)
                                .mapToObj(port -> Endpoint.quic("198.51.100.1:" + port))
                                .toList();
                        PunchSignal request = new PunchSignal(new Nonce(9, i), told);
                        world.arrive(world.signed(FrameType.CONNECT, world.strong(), request.toBytes()));
                    }
                }),
                loss(DropReason.VERIFICATION_OVERLOAD, world -> {
                    world.node.cryptoRoom = 0;
                    world.arrive(world.message(world.node.id(), 16));
                }),
                loss(DropReason.PENDING_MESSAGES_FULL, world -> {
                    world.node.deliveryRoom = 0;
                    world.arrive(world.message(world.node.id(), 16));
                }),
                loss(DropReason.PENDING_MESSAGES_FULL, world -> {
                    world.node.deliveryRoom = 0;
                    world.arrive(new byte[] {1, 64, 0});
                }),
                loss(DropReason.RECEIVER_CLOSED, world -> {
                    world.node.deliveriesClosed = true;
                    world.arrive(new byte[] {1, 64, 0});
                }));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void L18_lossMovesExactlyItsCounter(DropReason reason, Consumer<World> loss) {
        World world = new World();
        Map<DropReason, Long> before = world.node.core().drops().snapshot();

        loss.accept(world);
        world.overlay.settle();

        Map<DropReason, Long> grown = world.node.core().drops().snapshot();
        before.forEach((counter, value) -> grown.merge(counter, -value, Long::sum));
        grown.values().removeIf(value -> value == 0);
        if (reason == DropReason.NEXT_HOPS_FAILED) {
            grown.remove(DropReason.UNKNOWN_TYPE); // the frame that made the edge to the hop
        }
        assertThat(grown).containsExactly(Map.entry(reason, 1L));
    }

    @Test
    void L18_everyCauseIsReachedByATest() {
        Set<DropReason> reached = EnumSet.copyOf(ELSEWHERE.keySet());
        losses().forEach(one -> reached.add((DropReason) one.get()[0]));

        assertThat(reached).containsExactlyInAnyOrder(DropReason.values());
    }

    @Test
    void labelsAreDistinctAndLowerCase() {
        List<String> labels = new ArrayList<>();
        Arrays.stream(DropReason.values()).map(Labels::of).forEach(labels::add);
        Arrays.stream(NodeCounter.values()).map(Labels::of).forEach(labels::add);

        assertThat(new HashSet<>(labels)).hasSameSizeAs(labels);
        assertThat(labels).allMatch(label -> label.matches("[a-z]+(-[a-z]+)*"));
    }

    @Test
    void L18_firstFrameOnAConnectionThatDiesUnderThePromptPingIsHandledAllTheSame() {
        Overlay overlay = new Overlay(98);
        SimNode node = overlay.node();
        Wire end = overlay.dialIn(overlay.puppet(), node);
        node.beforeFrame = connection -> connection.close(CloseReason.PEER_CLOSED);

        end.arrive(Frames.frame(FrameType.APP, Frames.bytes("last words")));
        overlay.settle();

        long dropped = node.core().drops().snapshot().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(node.deliveries.size() + dropped).as("delivered or counted").isEqualTo(1);
        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(end.closedFor()).isEqualTo(CloseReason.PEER_CLOSED);
    }
}
