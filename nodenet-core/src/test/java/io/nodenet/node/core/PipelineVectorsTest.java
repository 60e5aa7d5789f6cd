package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.memory.VirtualTime;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole-node transcripts, replayed byte by byte against a core without upkeep. */
@Tag("vectors")
class PipelineVectorsTest {
    private static final String KNOWLEDGE = "needs the knowledge table";
    private static final String RENDEZVOUS = "needs the rendezvous exchange";

    /** Cases that are left out, and why. */
    private static final Map<String, String> EXCLUDED_CASES = Map.ofEntries(
            Map.entry("sibling exchange answer", KNOWLEDGE),
            Map.entry("sibling exchange rate limit", KNOWLEDGE),
            Map.entry("lookup answers", KNOWLEDGE),
            Map.entry("lookup rate limit per originator", KNOWLEDGE),
            Map.entry("answer falls back when the first hop fails", KNOWLEDGE),
            Map.entry("rendezvous responder", RENDEZVOUS),
            Map.entry("rendezvous initiator", RENDEZVOUS),
            Map.entry("self lookup, sibling request and solicited neighbours", "needs the upkeep of knowledge"),
            Map.entry("nonce expiry", "needs the upkeep of knowledge"));

    /** Steps that are left out, by their note, and why. */
    private static final Map<String, String> EXCLUDED_STEPS = Map.of(
            "a lookup whose only progress is the arriving edge is not answered",
            KNOWLEDGE + "; W-11 then answers it",
            "payload too large for one packet",
            "the façade refuses it before the core sees it (W-32, A12)");

    /** What the recorded counters are called here. */
    private static final Map<String, Set<DropReason>> COUNTERS = Map.of(
            "bad_sig", Set.of(DropReason.BAD_SIGNATURE),
            "stale", Set.of(DropReason.STALE),
            "sub_pow", Set.of(DropReason.PEER_PROOF_OF_WORK, DropReason.ORIGINATOR_PROOF_OF_WORK),
            "malformed", Set.of(DropReason.MALFORMED_FIRST_FRAME),
            "rate_limited", Set.of(DropReason.RATE_LIMITED_FORWARD),
            "inbound_full", Set.of(DropReason.INBOUND_FULL),
            "edge_refused", Set.of(DropReason.EDGE_REFUSED),
            "deliver_full", Set.of(DropReason.PENDING_MESSAGES_FULL));

    private final Vectors vectors = Vectors.load("pipeline.json");

    @Test
    void transcriptsAreReplayedByteByByte() {
        List<String> excluded = new ArrayList<>();
        List<String> excludedSteps = new ArrayList<>();
        vectors.each("cases", row -> {
            String name = row.string("name");
            if (EXCLUDED_CASES.containsKey(name)) {
                excluded.add(name);
                row.ignore(row.names().toArray(String[]::new));
            } else {
                new Transcript(row).replay(row, excludedSteps);
            }
        });

        assertThat(vectors.names()).containsExactly("cases");
        if (Vectors.areThoseOfTheTree()) {
            assertThat(excluded).as("no stale exclusion").containsExactlyInAnyOrderElementsOf(EXCLUDED_CASES.keySet());
            assertThat(excludedSteps)
                    .as("no stale exclusion")
                    .containsExactlyInAnyOrderElementsOf(EXCLUDED_STEPS.keySet());
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
        private final boolean mayDeduplicate;
        private final SimNode node;
        private Map<DropReason, Long> drops;

        Transcript(Row row) {
            Identity identity = Identity.fromSeed(row.bytes("node_seed"));
            assertThat(identity.nodeId().toString()).isEqualTo(row.string("node_id"));
            node = overlay.node(
                    identity,
                    new CoreConfig(identity.nodeId(), row.integer("difficulty"), 256, false, true, false, 1024));
            mayDeduplicate = row.flag("may_deduplicate");
            row.rows("edges").forEach(this::addEdge);
            assertThat(row.rows("knowledge")).isEmpty();
            row.ignore("ip_addressed", "local_endpoint"); // of the contact that a node tells of itself
            drops = node.core().drops().snapshot();
        }

        void replay(Row row, List<String> excludedSteps) {
            for (Row step : row.rows("steps")) {
                String note = step.string("note");
                if (EXCLUDED_STEPS.containsKey(note)) {
                    excludedSteps.add(note);
                    step.ignore(step.names().toArray(String[]::new));
                    continue;
                }
                try {
                    run(step, note);
                } catch (AssertionError e) {
                    throw new AssertionError(row.string("name") + " → " + note + ": " + e.getMessage(), e);
                }
            }
        }

        private void run(Row step, String note) {
            switch (step.string("do")) {
                case "receive" -> receive(step);
                case "send" -> send(step);
                case "advance" -> time.advance(Duration.ofNanos(step.int64("by_ns")));
                case "add_edge" -> {
                    addEdge(step);
                    drops = node.core().drops().snapshot();
                    return;
                }
                default -> fail("unknown step");
            }
            assertThat(time.wallNanos()).isEqualTo(step.int64("at_ns"));
            time.advance(Duration.ZERO);
            compare(step.row("expect"), note, step.flag("known_weakness"));
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
            added.attach(end.near(), node.now());
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
                    step.bytes("payload"));
            breakFailing();
            int copies = node.originate(message);
            assertThat(copies > 0 ? "ok" : "unroutable").isEqualTo(step.string("result"));
        }

        private void compare(Row expect, String note, boolean knownWeakness) {
            expect.has("knowledge_after"); // there is no knowledge table yet
            boolean rider = knownWeakness && note.startsWith("bytes after the frame");
            compareSent(expect, rider, knownWeakness && note.startsWith("target is a direct neighbour"));
            compareDelivered(expect);
            assertThat(newlyClosed()).isEqualTo(expect.strings("closed"));
            assertThat(node.core().edges().edges().stream()
                            .map(edge -> edge.id().toString())
                            .sorted()
                            .toList())
                    .isEqualTo(expect.strings("edges_set"));
            compareDrops(expect.row("drop_counters"), note, rider);
        }

        private void compareSent(Row expect, boolean rider, boolean spareTarget) {
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
                recorded.computeIfAbsent(sent.string("to"), id -> new ArrayList<>())
                        .add(
                                spareTarget // W-10: no copy of ours forbids the target
                                        ? FanoutVectorsTest.withoutTargetInAvoidSet(
                                                frame, FanoutVectorsTest.avoidWithoutTarget(frame))
                                        : frame);
            }
            assertThat(heard)
                    .isEqualTo(rider ? Map.of() : recorded); // W-23: bytes behind a frame are not carried along
        }

        private void compareDelivered(Row expect) {
            int delivered = node.deliveries.size();
            if (expect.has("delivered_count")) {
                assertThat(delivered).isEqualTo(expect.integer("delivered_count"));
            } else {
                List<Row> recorded = expect.rows("delivered");
                boolean duplicate = mayDeduplicate && node.drops(DropReason.DUPLICATE) > 0; // W-06
                assertThat(delivered).isEqualTo(duplicate ? 0 : recorded.size());
                for (int i = 0; i < recorded.size(); i++) {
                    String originator = recorded.get(i).string("originator");
                    String payload = recorded.get(i).string("payload");
                    if (!duplicate) {
                        assertThat(node.deliveries.get(i).originator().toString())
                                .isEqualTo(originator);
                        assertThat(Vectors.hex(node.deliveries.get(i).payload()))
                                .isEqualTo(payload);
                    }
                }
            }
            node.deliveries.clear();
        }

        private void compareDrops(Row recorded, String note, boolean rider) {
            Map<DropReason, Long> now = node.core().drops().snapshot();
            Map<DropReason, Long> before = drops;
            drops = now;
            assertThat(COUNTERS.keySet()).containsAll(recorded.names());
            if (note.equals("nonce was never issued")) {
                // W-22: recorded as rate_limited; without lookups every answer is one of a type that is not served
                assertThat(recorded.integer("rate_limited")).isEqualTo(1);
                assertThat(now.get(DropReason.UNSERVED_TYPE) - before.get(DropReason.UNSERVED_TYPE))
                        .isEqualTo(1);
                return;
            }
            COUNTERS.forEach((name, reasons) -> {
                long grown = reasons.stream()
                        .mapToLong(reason -> now.get(reason) - before.get(reason))
                        .sum();
                assertThat(grown).as(name).isEqualTo(recorded.has(name) ? recorded.integer(name) : 0);
            });
            if (rider) {
                assertThat(now.get(DropReason.TRAILING_BYTES) - before.get(DropReason.TRAILING_BYTES))
                        .isEqualTo(1);
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
