package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.memory.VirtualTime;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole-node transcripts, replayed byte by byte against a core without upkeep. */
@Tag("vectors")
class PipelineVectorsTest {
    /** Why a case or a step is left out. */
    private enum LeftOut {
        /** The façade refuses it before the core sees it (W-32, A12). */
        TOO_LARGE;

        /** Returns why a step cannot be replayed. */
        static @Nullable LeftOut ofStep(Row step) {
            return step.string("do").equals("send") && step.string("result").equals("short_buffer") ? TOO_LARGE : null;
        }
    }

    /** What a recorded step may do better, by the weakness. */
    private enum Relaxed {
        /** W-10: no copy of a message avoids its target. */
        TARGET_AVOIDED,
        /** W-06: a message is delivered once. */
        DUPLICATE_DELIVERED,
        /** W-22: what nobody asked for has a counter of its own. */
        UNSOLICITED_LIMITED,
        /** W-23: bytes behind a frame are not carried along. */
        BYTES_BEHIND_A_FRAME,
        /** W-11: a look-up that only its own edge could carry on is answered. */
        LOOKUP_ANSWERED,
        /** W-15: contacts that can be dialed are told before others. No X25519 key is told: receivers ignore it. */
        DIALABLE_TOLD_FIRST,
        /** W-14: hearsay replaces no address and no capability bit. */
        HEARSAY_OVERWRITES
    }

    /** What the recorded counters are called here. */
    private static final Map<String, Set<DropReason>> COUNTERS = Map.of(
            "bad_sig", Set.of(DropReason.BAD_SIGNATURE),
            "stale", Set.of(DropReason.STALE),
            "sub_pow", Set.of(DropReason.PEER_PROOF_OF_WORK, DropReason.ORIGINATOR_PROOF_OF_WORK),
            "malformed", Set.of(DropReason.MALFORMED_FIRST_FRAME),
            "rate_limited",
                    Set.of(
                            DropReason.RATE_LIMITED_FORWARD,
                            DropReason.RATE_LIMITED_CONTROL,
                            DropReason.RATE_LIMITED_ORIGINATOR),
            "inbound_full", Set.of(DropReason.INBOUND_FULL),
            "edge_refused", Set.of(DropReason.EDGE_REFUSED),
            "deliver_full", Set.of(DropReason.PENDING_MESSAGES_FULL));

    private final Vectors vectors = Vectors.load("pipeline.json");

    @Test
    void transcriptsAreReplayedByteByByte() {
        Set<LeftOut> leftOut = EnumSet.noneOf(LeftOut.class);
        Set<Relaxed> relaxed = EnumSet.noneOf(Relaxed.class);
        vectors.each("cases", row -> {
            Identity identity = Identity.fromSeed(row.bytes("node_seed"));
            new Transcript(row, identity, relaxed).replay(row, leftOut);
        });

        assertThat(vectors.names()).containsExactly("cases");
        if (Vectors.areThoseOfTheTree()) {
            assertThat(leftOut).as("no stale exclusion").containsExactly(LeftOut.values());
            assertThat(relaxed).as("no stale relaxation").containsExactly(Relaxed.values());
        }
    }

    private static void ignoreAll(Row row) {
        row.ignore(row.names().toArray(String[]::new));
        if (row.names().contains("steps")) {
            row.rows("steps").forEach(PipelineVectorsTest::ignoreAll);
        }
        if (row.names().contains("expect")) {
            Row expect = row.row("expect");
            ignoreAll(expect);
            if (expect.names().contains("sent")) {
                expect.rows("sent").forEach(PipelineVectorsTest::ignoreAll);
            }
        }
    }

    /** One case: a node, its neighbours, and what the steps do to them. */
    private static final class Transcript {
        private final Overlay overlay = new Overlay(1, Duration.ZERO);
        private final VirtualTime time = overlay.time();
        private final Map<String, Puppet> puppets = new HashMap<>();
        private final Map<String, Wire> ends = new LinkedHashMap<>();
        private final List<Wire> seenClosed = new ArrayList<>();
        private final List<Wire> failing = new ArrayList<>();
        private final Set<Relaxed> relaxed;
        private final boolean mayDeduplicate;
        private final SimNode node;
        private final long selfLookupNanos;
        private final long siblingExchangeNanos;
        private final long startNanos = time.nanos();
        private List<String> known = List.of();
        private Map<DropReason, Long> drops;

        Transcript(Row row, Identity identity, Set<Relaxed> relaxed) {
            this.relaxed = relaxed;
            assertThat(identity.nodeId().toString()).isEqualTo(row.string("node_id"));
            node = overlay.node(
                    identity,
                    Overlay.config(identity, row.integer("difficulty"))
                            .upkeep(false)
                            .ipAddressed(row.flag("ip_addressed"))
                            .deduplicationCapacity(1024)
                            .build());
            node.sameTimes = true;
            node.start(Endpoint.quic(row.string("local_endpoint")));
            if (row.has("random_byte")) {
                long octet = row.bytes("random_byte")[0] & 0xff;
                node.nonces = () -> octet * 0x0101010101010101L;
            }
            Row maintenance = row.has("maintenance") ? row.row("maintenance") : null;
            selfLookupNanos = period(maintenance, "self_lookup_ns");
            siblingExchangeNanos = period(maintenance, "sibling_exchange_ns");
            mayDeduplicate = row.flag("may_deduplicate");
            row.rows("edges").forEach(this::addEdge);
            row.rows("knowledge").forEach(this::observe);
            known = knowledge();
            drops = node.core().drops().snapshot();
        }

        void replay(Row row, Set<LeftOut> leftOut) {
            for (Row step : row.rows("steps")) {
                LeftOut reason = LeftOut.ofStep(step);
                if (reason != null) {
                    leftOut.add(reason);
                    ignoreAll(step);
                    continue;
                }
                try {
                    run(step);
                } catch (AssertionError e) {
                    String name = row.string("name") + " → " + (step.has("note") ? step.string("note") : "");
                    throw new AssertionError(name + ": " + e.getMessage(), e);
                }
            }
        }

        private void run(Row step) {
            List<RecordedPacket> packets = List.of();
            switch (step.string("do")) {
                case "receive" -> {
                    packets = step.strings("packets").stream()
                            .map(RecordedPacket::of)
                            .toList();
                    receive(step);
                }
                case "send" -> send(step);
                case "rendezvous" -> node.rendezvous(NodeId.parse(step.string("target")), Duration.ofMinutes(1));
                case "advance" -> advance(step.int64("by_ns"));
                case "add_edge" -> {
                    addEdge(step);
                    drops = node.core().drops().snapshot();
                    return;
                }
                case "observe" -> {
                    observe(step.row("contact"));
                    known = knowledge();
                    return;
                }
                default -> fail("unknown step");
            }
            assertThat(time.wallNanos()).isEqualTo(step.int64("at_ns"));
            time.advance(Duration.ZERO);
            compare(step, packets);
        }

        private static long period(@Nullable Row maintenance, String name) {
            return maintenance != null && maintenance.has(name) ? maintenance.int64(name) : 0;
        }

        /** Lets time pass, with the questions that are asked at the multiples of their periods. */
        private void advance(long nanos) {
            long end = time.nanos() + nanos;
            long next = Math.min(due(selfLookupNanos), due(siblingExchangeNanos));
            while (next <= end) {
                boolean lookup = due(selfLookupNanos) == next;
                boolean exchange = due(siblingExchangeNanos) == next;
                time.advance(Duration.ofNanos(next - time.nanos()));
                if (lookup) {
                    node.input(core -> core.lookups().lookUp(node.id()));
                }
                if (exchange) {
                    node.input(core -> core.edges()
                            .siblings()
                            .forEach(edge -> core.lookups()
                                    .askSiblings(edge.connections().get(0))));
                }
                next = Math.min(due(selfLookupNanos), due(siblingExchangeNanos));
            }
            time.advance(Duration.ofNanos(end - time.nanos()));
        }

        /** Returns the next multiple of a period. */
        private long due(long periodNanos) {
            long passed = time.nanos() - startNanos;
            return periodNanos == 0 ? Long.MAX_VALUE : startNanos + (passed / periodNanos + 1) * periodNanos;
        }

        private void observe(Row recorded) {
            RecordedContacts.observe(recorded, node.core().knowledge(), node.now());
        }

        /** Returns the contacts that the node knows, nearest first. */
        private List<String> knowledge() {
            return node.core().knowledge().contacts().stream()
                    .map(contact ->
                            contact.toContact(KnownContact.MAX_ENDPOINTS).toString())
                    .toList();
        }

        private void compareKnowledge(Row expect) {
            if (!expect.has("knowledge_after")) {
                assertThat(knowledge()).as("knowledge").isEqualTo(known);
                return;
            }
            if (!RecordedContacts.compare(
                    expect.rows("knowledge_after"), node.core().knowledge())) {
                relaxed.add(Relaxed.HEARSAY_OVERWRITES);
            }
            known = knowledge();
        }

        /** Makes an edge past the admission: some recorded neighbours have too little work. */
        private void addEdge(Row edge) {
            String id = edge.string("id");
            Puppet puppet = puppet(id, edge.string("endpoint"));
            Wire end = edge.flag("outgoing") ? overlay.connect(node, puppet) : overlay.dialIn(puppet, node);
            ends.put(key(id, edge.string("endpoint")), end);
            Edge added = new Edge(
                    puppet.id(),
                    edge.flag("outgoing"),
                    new EdgeLimiter(true, new Counts()).take(puppet.id()),
                    node.now());
            added.attach(end.near(), PathKind.DIRECT, node.now());
            assertThat(node.core().edges().add(added)).isEqualTo(EdgeTable.AddResult.ADDED);
            if (edge.flag("send_fails")) {
                failing.add(end);
            }
        }

        private void receive(Row step) {
            String id = step.string("from");
            String endpoint = step.string("from_endpoint");
            Wire end = ends.computeIfAbsent(key(id, endpoint), key -> overlay.dialIn(puppet(id, endpoint), node));
            breakFailing();
            int times = step.has("repeat") ? step.integer("repeat") : 1;
            for (int i = 0; i < times; i++) {
                for (String packet : step.strings("packets")) {
                    end.arrive(Vectors.unhex(packet));
                }
            }
        }

        private void send(Row step) {
            SignedMessage message = RoutedSigning.sign(
                    node.identity(),
                    FrameType.ROUTE,
                    NodeId.parse(step.string("target")),
                    time.wallNanos(),
                    payload(step));
            breakFailing();
            int copies = node.originate(message);
            assertThat(copies > 0 ? "ok" : "unroutable").isEqualTo(step.string("result"));
        }

        private static byte[] payload(Row step) {
            if (step.has("payload")) {
                return step.bytes("payload");
            }
            Row fill = step.row("payload_fill");
            byte[] payload = new byte[fill.integer("length")];
            Arrays.fill(payload, fill.bytes("byte")[0]);
            return payload;
        }

        private void compare(Row step, List<RecordedPacket> packets) {
            Row expect = step.row("expect");
            compareKnowledge(expect);
            boolean weak = step.flag("known_weakness");
            int times = step.has("repeat") ? step.integer("repeat") : 1;
            int riders = !weak
                    ? 0
                    : times
                            * (int) packets.stream()
                                    .filter(p -> p.restLength() > 0)
                                    .count();
            boolean lookups = weak && packets.stream().allMatch(packet -> packet.type() == FrameType.LOOKUP);
            compareSent(expect, riders > 0, weak && step.string("do").equals("send"), lookups);
            compareDelivered(expect);
            assertThat(newlyClosed())
                    .isEqualTo(expect.strings("closed").stream().sorted().toList());
            compareIntroduced(step);
            assertThat(node.core().edges().edges().stream()
                            .map(edge -> edge.id().toString()))
                    .containsExactlyInAnyOrderElementsOf(expect.strings("edges_set"));
            compareDrops(expect.row("drop_counters"), packets, riders);
        }

        private void compareIntroduced(Row step) {
            List<PeerIntroduction> introduced = List.copyOf(node.introductions.values());
            node.introductions.clear();
            if (!step.has("rendezvous_result")) {
                assertThat(introduced).isEmpty();
                return;
            }
            Row result = step.row("rendezvous_result");
            assertThat(introduced).singleElement().satisfies(introduction -> {
                assertThat(introduction.peer().toString()).isEqualTo(result.string("target"));
                assertThat(Vectors.hex(introduction.key())).isEqualTo(result.string("ed_pub"));
                assertThat(Vectors.hex(introduction.exchangeKey())).isEqualTo(result.string("x_pub"));
                assertThat(introduction.endpoints()).isEqualTo(RecordedContacts.endpoints(result));
                assertThat(RecordedContacts.compare(
                                step.rows("knowledge_after_result"), node.core().knowledge()))
                        .isTrue();
            });
        }

        private void compareSent(Row expect, boolean riding, boolean spareTarget, boolean lookups) {
            Map<String, List<String>> heard = new TreeMap<>();
            puppets.values()
                    .forEach(puppet -> heard.computeIfAbsent(puppet.id().toString(), id -> new ArrayList<>())
                            .addAll(puppet.heard()));
            heard.values().removeIf(List::isEmpty);
            if (expect.has("sent_count")) {
                Row counts = expect.row("sent_count");
                assertThat(heard.keySet()).isEqualTo(counts.names());
                heard.forEach((id, frames) -> assertThat(frames).hasSize(counts.integer(id)));
                return;
            }
            Map<String, List<String>> recorded = new TreeMap<>();
            for (Row sent : expect.rows("sent")) {
                String frame = sent.string("frame");
                String to = sent.string("to");
                RecordedPacket packet = RecordedPacket.of(frame);
                if (spareTarget && packet.avoidsTarget()) { // W-10: no copy of ours forbids the target
                    relaxed.add(Relaxed.TARGET_AVOIDED);
                    frame = FanoutVectorsTest.withoutTargetInAvoidSet(frame, packet.avoidWithoutTarget());
                }
                boolean rider = riding && packet.restLength() > 0;
                if (!rider) { // W-23: bytes behind a frame are not carried along
                    recorded.computeIfAbsent(to, id -> new ArrayList<>()).add(frame);
                }
            }
            if (recorded.isEmpty() && lookups) {
                relaxed.add(Relaxed.LOOKUP_ANSWERED);
                assertThat(heard.values())
                        .singleElement()
                        .satisfies(frames -> assertThat(frames)
                                .singleElement()
                                .extracting(frame -> RecordedPacket.of(frame).type())
                                .isEqualTo(FrameType.NEIGHBORS));
                return;
            }
            assertThat(heard.keySet()).isEqualTo(recorded.keySet());
            recorded.forEach((to, frames) -> {
                assertThat(heard.get(to)).hasSameSizeAs(frames);
                for (int i = 0; i < frames.size(); i++) {
                    compareFrame(heard.get(to).get(i), frames.get(i));
                }
            });
        }

        /** Compares byte by byte, but for the contacts of an answer of the node itself. */
        private void compareFrame(String frame, String recorded) {
            RecordedPacket packet = RecordedPacket.of(recorded);
            boolean ownAnswer = packet.type() == FrameType.NEIGHBORS
                    && packet.originatorKey().equals(Vectors.hex(node.identity().publicKey()));
            if (!ownAnswer || frame.equals(recorded)) {
                assertThat(frame).isEqualTo(recorded);
                return;
            }
            relaxed.add(Relaxed.DIALABLE_TOLD_FIRST);
            RecordedAnswer.of(frame)
                    .assertAtLeastAsGoodAs(
                            RecordedAnswer.of(recorded), node.id(), node.core().knowledge());
        }

        private void compareDelivered(Row expect) {
            List<String> delivered = node.deliveries.stream()
                    .map(delivery -> delivery.originator() + " " + Vectors.hex(delivery.payload()))
                    .toList();
            node.deliveries.clear();
            long seen = node.drops(DropReason.DUPLICATE);
            int duplicates = mayDeduplicate ? (int) (seen - drops.get(DropReason.DUPLICATE)) : 0; // W-06
            if (duplicates > 0) {
                relaxed.add(Relaxed.DUPLICATE_DELIVERED);
            }
            if (expect.has("delivered_count")) {
                assertThat(delivered.size() + duplicates).isEqualTo(expect.integer("delivered_count"));
                return;
            }
            List<String> recorded = expect.rows("delivered").stream()
                    .map(row -> row.string("originator") + " " + row.string("payload"))
                    .toList();
            assertThat(delivered.size() + duplicates).isEqualTo(recorded.size());
            if (!delivered.isEmpty()) {
                assertThat(recorded).containsSubsequence(delivered);
            }
        }

        private void compareDrops(Row recorded, List<RecordedPacket> packets, int riders) {
            Map<DropReason, Long> now = node.core().drops().snapshot();
            Map<DropReason, Long> before = drops;
            drops = now;
            assertThat(COUNTERS.keySet()).containsAll(recorded.names());
            boolean unsolicited = packets.stream()
                    .anyMatch(packet -> packet.type() == FrameType.NEIGHBORS
                            && node.identity().nodeId().equals(packet.target()));
            COUNTERS.forEach((name, reasons) -> {
                long grown = reasons.stream()
                        .mapToLong(reason -> now.get(reason) - before.get(reason))
                        .sum();
                int expected = recorded.has(name) ? recorded.integer(name) : 0;
                if (unsolicited && name.equals("rate_limited") && expected > 0) {
                    relaxed.add(Relaxed.UNSOLICITED_LIMITED);
                    grown += now.get(DropReason.UNSOLICITED_NEIGHBORS) - before.get(DropReason.UNSOLICITED_NEIGHBORS);
                }
                assertThat(grown).as(name).isEqualTo(expected);
            });
            if (riders > 0) {
                relaxed.add(Relaxed.BYTES_BEHIND_A_FRAME);
                assertThat(now.get(DropReason.TRAILING_BYTES) - before.get(DropReason.TRAILING_BYTES))
                        .isEqualTo(riders);
            }
        }

        private List<String> newlyClosed() {
            List<String> closed = new ArrayList<>();
            for (Wire end : ends.values()) {
                if (end.closedFor() != null && !seenClosed.contains(end)) {
                    seenClosed.add(end);
                    closed.add(end.peer().toString());
                }
            }
            return closed.stream().sorted().toList();
        }

        private Puppet puppet(String id, String endpoint) {
            return puppets.computeIfAbsent(key(id, endpoint), key -> {
                NodeId peer = NodeId.parse(id);
                overlay.network().kill(peer); // a peer that moved: its old host is gone
                return overlay.puppet(peer, Endpoint.quic(endpoint));
            });
        }

        /** Breaks the connections over which sending fails, in the very event in which the node finds out. */
        private void breakFailing() {
            failing.forEach(Wire::breakSilently);
            failing.clear();
        }

        private static String key(String id, String endpoint) {
            return id + '@' + endpoint;
        }
    }
}
