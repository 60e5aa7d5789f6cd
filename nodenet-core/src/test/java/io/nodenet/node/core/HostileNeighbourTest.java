package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.Contact;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One member of an overlay answers every question with lies: what the honest ones know stands. */
class HostileNeighbourTest {
    private static final int HONEST = 8;
    private static final Endpoint TRAP = Endpoint.quic("203.0.113.66:666");

    private final Overlay overlay = new Overlay(1911);
    private final List<SimNode> honest = new ArrayList<>();
    private final Identity identity = overlay.newIdentity();
    private final Puppet attacker = overlay.puppet(identity.nodeId(), TRAP);
    private final FrameHeader header = new FrameHeader();
    private final RoutedMessageView view = new RoutedMessageView();
    private int told;

    /** What a node knows of another one, apart from the addresses behind the first, which third parties may add to. */
    private record Known(Endpoint first, String key, int capabilities, boolean verified) {}

    private void form() {
        for (int i = 0; i < HONEST; i++) {
            Identity each = overlay.newIdentity();
            SimNode node = overlay.node(each, CoreConfig.of(each, 0).build(), Endpoint.quic("198.51." + i + ".1:4242"));
            node.start(node.endpoint());
            honest.add(node);
            if (i > 0) {
                node.addAnchor(honest.get(0));
            }
        }
        overlay.runFor(Duration.ofMinutes(5));
    }

    private Map<NodeId, Known> known(SimNode node) {
        Map<NodeId, Known> known = new LinkedHashMap<>();
        for (SimNode other : honest) {
            KnownContact contact = node.core().knowledge().get(other.id());
            if (contact != null) {
                known.put(
                        other.id(),
                        new Known(
                                contact.endpoints().get(0),
                                Vectors.hex(contact.key()),
                                contact.capabilities(),
                                contact.isVerified()));
            }
        }
        return known;
    }

    /** Has a node ask the attacker again and again, which answers nothing but lies. */
    private void lie(SimNode victim, Wire wire, Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            if (second % 5 == 0) {
                victim.input(core -> core.lookups().lookUp(attacker.id()));
            }
            overlay.runFor(Duration.ofSeconds(1));
            wire.say(answer(identity, overlay.random().nextLong(), victim));
            attacker.heard().forEach(frame -> answer(Vectors.unhex(frame), victim, wire));
        }
    }

    private void answer(byte[] frame, SimNode victim, Wire wire) {
        FrameCodec.parse(frame, 0, frame.length, header);
        if (header.type() == FrameType.PING) {
            wire.say(Frames.frame(FrameType.PONG, falseReport()));
        } else if (header.type() == FrameType.SIBLINGS) {
            long nonce =
                    NonceCodec.readQuestion(new Cursor().reset(frame, header.payloadOffset(), header.payloadLength()));
            wire.say(answer(identity, nonce, victim));
        } else if (header.type() == FrameType.LOOKUP) {
            view.parse(frame, header.payloadOffset(), header.payloadLength());
            long nonce = NonceCodec.readQuestion(new Cursor().reset(frame, view.payloadOffset(), view.payloadLength()));
            for (Identity answerer : List.of(identity, overlay.newIdentity(), overlay.newIdentity())) {
                wire.say(answer(answerer, nonce, victim));
            }
        }
    }

    private static byte[] falseReport() {
        byte[] text = Frames.bytes(TRAP.text());
        return Vectors.unhex("0471756963" + "%02x".formatted(text.length) + Vectors.hex(text));
    }

    private byte[] answer(Identity from, long nonce, SimNode victim) {
        ByteBuf payload = Unpooled.buffer();
        NonceCodec.writeAnswer(nonce, lies(victim), payload);
        return Frames.routed(
                FrameType.NEIGHBORS,
                from,
                victim.id(),
                overlay.time().wallNanos() + ++told,
                ByteBufUtil.getBytes(payload));
    }

    /** Returns one of four lies, each in its turn. */
    private List<Contact> lies(SimNode victim) {
        List<Contact> lies = new ArrayList<>();
        int turn = told % 4;
        if (turn == 0) { // D11
            for (int i = 0; i < 15; i++) {
                Identity junk = overlay.newIdentity();
                lies.add(new Contact(
                        junk.nodeId(), junk.publicKey(), 0, List.of(Endpoint.quic("203.0.113." + i + ":4242"))));
            }
            return lies;
        }
        for (SimNode other : honest) {
            if (other != victim) {
                lies.add(
                        switch (turn) {
                            case 1 -> new Contact(other.id(), null, 0, List.of(TRAP)); // D05
                            case 2 -> new Contact(other.id(), identity.publicKey(), 0, List.of(TRAP)); // D07
                            default ->
                                new Contact( // D15
                                        other.id(),
                                        other.identity().publicKey(),
                                        Contact.CAN_RELAY | Contact.PUBLIC_ANCHOR,
                                        List.of(TRAP));
                        });
            }
        }
        return lies;
    }

    @Test
    void F11_nothingThatHonestNodesKnowOfEachOtherChangesThroughTheLiesOfOneNeighbour() {
        form();
        SimNode victim = honest.get(3);
        List<Map<NodeId, Known>> before = honest.stream().map(this::known).toList();
        ReflexiveAddress seen = victim.core().reflexive();
        assertThat(before.get(3)).hasSize(HONEST - 1);
        assertThat(seen.endpoints()).containsExactly(victim.endpoint());

        Wire wire = overlay.edge(victim, attacker, false);
        lie(victim, wire, Duration.ofMinutes(10));

        assertThat(victim.core().edges().get(attacker.id()))
                .as("it is still there")
                .isNotNull();
        assertThat(victim.drops(DropReason.UNSOLICITED_NEIGHBORS)).as("F11").isPositive();
        assertThat(victim.drops(DropReason.CONTACT_UNPROVEN)).as("D07").isPositive();
        assertThat(victim.drops(DropReason.CONTACT_SUBNET_FULL)).as("D11").isPositive();
        assertThat(honest.stream().map(this::known).toList()).isEqualTo(before);
        assertThat(victim.core().reflexive()).isEqualTo(seen);
        for (SimNode node : honest) {
            assertThat(node.core().knowledge().contacts())
                    .filteredOn(contact -> contact.endpoints().stream()
                            .anyMatch(endpoint -> endpoint.text().startsWith("203.0.113.")))
                    .filteredOn(contact -> !before.get(3).containsKey(contact.id()))
                    .hasSizeLessThanOrEqualTo(KnowledgeTable.MAX_SUBNET_ENTRIES);
            assertThat(node.dials)
                    .filteredOn(dial -> dial.endpoint().equals(TRAP))
                    .filteredOn(dial -> !dial.peer().equals(attacker.id()))
                    .isEmpty();
        }
        everybodyReachesEverybody();
    }

    private void everybodyReachesEverybody() {
        for (SimNode from : honest) {
            for (SimNode to : honest) {
                if (from != to) {
                    from.send(to.id(), "from " + from.id());
                }
            }
        }
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(honest).allSatisfy(node -> assertThat(node.deliveries).hasSize(HONEST - 1));
    }
}
