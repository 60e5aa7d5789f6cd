package io.nodenet.spring.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.transport.TransportCounter;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Each meter shows its own value and no other one's: everything that is counted or shown has a value of its own here. */
class NodenetMetricsTest {
    private static final Map<NodeCounter, String> EVENT_METERS = new EnumMap<>(Map.ofEntries(
            Map.entry(NodeCounter.FORWARDED, "nodenet.frames.forwarded"),
            Map.entry(NodeCounter.FORWARDED_SAMPLED, "nodenet.frames.sampled"),
            Map.entry(NodeCounter.DELIVERED, "nodenet.deliveries"),
            Map.entry(NodeCounter.ORIGINATED, "nodenet.messages.originated"),
            Map.entry(NodeCounter.COPIES_SENT, "nodenet.messages.copies"),
            Map.entry(NodeCounter.DIRECT_SENT, "nodenet.messages.direct"),
            Map.entry(NodeCounter.MESSAGES_DELAYED, "nodenet.messages.delayed"),
            Map.entry(NodeCounter.PINGS_SENT, "nodenet.pings.sent"),
            Map.entry(NodeCounter.PONGS_SENT, "nodenet.pongs.sent"),
            Map.entry(NodeCounter.VERIFICATIONS, "nodenet.verifications"),
            Map.entry(NodeCounter.EDGES_ESTABLISHED, "nodenet.edges.established"),
            Map.entry(NodeCounter.EDGES_LOST, "nodenet.edges.lost"),
            Map.entry(NodeCounter.NETWORK_CHANGES, "nodenet.network.changes"),
            Map.entry(NodeCounter.DUPLICATE_IDENTITY, "nodenet.duplicate.identity"),
            Map.entry(NodeCounter.EVENTS_DROPPED, "nodenet.events.dropped"),
            Map.entry(NodeCounter.DIALS, "nodenet.dials"),
            Map.entry(NodeCounter.SECOND_DIALS, "nodenet.dials.second"),
            Map.entry(NodeCounter.CONTACTS_DIALED, "nodenet.contacts.dialed"),
            Map.entry(NodeCounter.HELLOS_SENT, "nodenet.hellos.sent"),
            Map.entry(NodeCounter.HELLOS_ANSWERED, "nodenet.hellos.answered"),
            Map.entry(NodeCounter.PUNCH_REQUESTS_SENT, "nodenet.punch.requests.sent"),
            Map.entry(NodeCounter.PUNCH_REQUESTS_ANSWERED, "nodenet.punch.requests.answered"),
            Map.entry(NodeCounter.PUNCHES_SENT, "nodenet.punches.sent"),
            Map.entry(NodeCounter.RELAY_REQUESTS_SENT, "nodenet.relay.requests.sent"),
            Map.entry(NodeCounter.RELAYS_GRANTED, "nodenet.relays.granted"),
            Map.entry(NodeCounter.MEDIA_ADMITTED, "nodenet.media.admitted"),
            Map.entry(NodeCounter.RELAY_BINDS_ANSWERED, "nodenet.relay.binds.answered"),
            Map.entry(NodeCounter.CONTACTS_LEARNED, "nodenet.contacts.learned"),
            Map.entry(NodeCounter.CONTACTS_EVICTED, "nodenet.contacts.evicted"),
            Map.entry(NodeCounter.CONTACTS_UNPROBED, "nodenet.contacts.unprobed"),
            Map.entry(NodeCounter.LOOKUPS, "nodenet.lookups"),
            Map.entry(NodeCounter.SIBLING_REQUESTS, "nodenet.sibling.requests"),
            Map.entry(NodeCounter.ANSWERS_SENT, "nodenet.answers.sent"),
            Map.entry(NodeCounter.ANSWERS_RECEIVED, "nodenet.answers.received"),
            Map.entry(NodeCounter.EDGES_RELEASED, "nodenet.edges.released")));

    private static final Map<TransportCounter, String> TRANSPORT_METERS = new EnumMap<>(Map.of(
            TransportCounter.FRAMES_RECEIVED, "nodenet.frames.received",
            TransportCounter.FRAMES_SENT, "nodenet.frames.sent",
            TransportCounter.BYTES_RECEIVED, "nodenet.received",
            TransportCounter.BYTES_SENT, "nodenet.sent",
            TransportCounter.RELAY_BYTES, "nodenet.relayed"));

    private final Map<String, Double> expected = new TreeMap<>();
    private long next = 1_000;

    private static String key(String name, String... tags) {
        return name + Tags.of(tags).and("node", "a").stream().toList();
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Gives every constant a value of its own. */
    private <E extends Enum<E>> Map<E, Long> values(Class<E> type) {
        Map<E, Long> values = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            values.put(constant, next++);
        }
        return values;
    }

    private NodeCounters counters() {
        Map<NodeCounter, Long> events = values(NodeCounter.class);
        events.forEach((counter, value) -> expected.put(key(EVENT_METERS.get(counter)), (double) value));
        Map<DropReason, Long> drops = values(DropReason.class);
        drops.forEach((reason, value) ->
                expected.put(key("nodenet.frames.dropped", "reason", label(reason)), (double) value));
        Map<TransportCounter, Long> transport = values(TransportCounter.class);
        transport.forEach((counter, value) -> {
            String own = TRANSPORT_METERS.get(counter);
            expected.put(
                    own == null ? key("nodenet.transport.events", "event", label(counter)) : key(own), (double) value);
        });
        DurationHistogram turns = new DurationHistogram();
        long cumulative = 0;
        int times = 0;
        for (DurationHistogram.Bucket bucket : DurationHistogram.Snapshot.EMPTY.buckets()) {
            boolean last = bucket.upToNanos() == Long.MAX_VALUE;
            long duration = last ? 2_000_000_000 : bucket.upToNanos();
            times++;
            for (int i = 0; i < times; i++) {
                turns.record(duration);
            }
            cumulative += times;
            expected.put(
                    key("nodenet.loop.turn.within", "le", last ? "+Inf" : Double.toString(duration / 1e9)),
                    (double) cumulative);
        }
        return new NodeCounters(events, drops, transport, Map.of(), turns.snapshot());
    }

    private static EdgeSnapshot edge(PathKind path) {
        return new EdgeSnapshot(
                NodeId.ZERO,
                path,
                true,
                Endpoint.UNKNOWN,
                1,
                false,
                false,
                true,
                Duration.ZERO,
                Duration.ZERO,
                null,
                null,
                Duration.ZERO,
                null);
    }

    private NodeSnapshot snapshot(NodeState state, ConnectivityPhase phase, ReflexiveAddress reflexive) {
        Map<Limit, NodeSnapshot.Usage> limits = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            NodeSnapshot.Usage usage = new NodeSnapshot.Usage(next++, next++);
            limits.put(limit, usage);
            expected.put(key("nodenet.limit.used", "limit", label(limit)), (double) usage.used());
            expected.put(key("nodenet.limit.max", "limit", label(limit)), (double) usage.limit());
        }
        List<AnchorSnapshot> anchors = new ArrayList<>();
        for (AnchorState anchor : AnchorState.values()) {
            anchors.add(new AnchorSnapshot(AnchorEntry.parse(NodeId.ZERO + "@192.0.2.1:1"), anchor, 0, null));
        }
        expected.put(key("nodenet.anchors", "state", "connected"), 1.0);
        expected.put(key("nodenet.anchors", "state", "released"), 1.0);
        expected.put(key("nodenet.anchors", "state", "unreached"), anchors.size() - 2.0);
        for (ConnectivityPhase other : ConnectivityPhase.values()) {
            expected.put(key("nodenet.edges.phase", "phase", label(other)), other == phase ? 1.0 : 0.0);
        }
        expected.put(key("nodenet.edges", "direction", "outbound"), 17.0);
        expected.put(key("nodenet.edges", "direction", "inbound"), 18.0);
        List<EdgeSnapshot> edges = new ArrayList<>();
        for (PathKind path : PathKind.values()) {
            expected.put(key("nodenet.edges.path", "path", label(path)), 1.0 + path.ordinal());
            edges.addAll(Collections.nCopies(1 + path.ordinal(), edge(path)));
        }
        expected.put(key("nodenet.siblings"), 31.0);
        expected.put(key("nodenet.siblings.wanted"), 32.0);
        expected.put(key("nodenet.buckets.covered"), 33.0);
        expected.put(key("nodenet.buckets.populated"), 34.0);
        expected.put(key("nodenet.contacts"), 35.0);
        expected.put(key("nodenet.running"), state == NodeState.RUNNING ? 1.0 : 0.0);
        expected.put(key("nodenet.reflexive.confirmed"), reflexive.endpoints().isEmpty() ? 0.0 : 1.0);
        expected.put(key("nodenet.uptime"), 61.5);
        ClockSkew clock = state == NodeState.RUNNING ? new ClockSkew(Duration.ofMillis(-45_500), 3) : ClockSkew.UNKNOWN;
        expected.put(key("nodenet.clock.skew"), state == NodeState.RUNNING ? -45.5 : Double.NaN);
        return new NodeSnapshot(
                NodeId.ZERO,
                state,
                Duration.ofMillis(61_500),
                0,
                new NodeSnapshot.Addresses(Endpoint.UNKNOWN, List.of(), reflexive, List.of()),
                new NodeSnapshot.Connectivity(phase, 17, 18, edges),
                List.of(),
                new UpkeepState(31, 32, 33, 34, 35),
                List.of(),
                clock,
                anchors,
                limits,
                NodeCounters.ZERO);
    }

    private static double value(Meter meter) {
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .filter(measurement -> measurement.getStatistic() != Statistic.TOTAL_TIME)
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static Map<String, Double> read(SimpleMeterRegistry registry) {
        Map<String, Double> read = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (!(meter instanceof FunctionTimer)) {
                String[] tags = meter.getId().getTags().stream()
                        .filter(tag -> !tag.getKey().equals("node"))
                        .flatMap(NodenetMetricsTest::parts)
                        .toArray(String[]::new);
                read.put(key(meter.getId().getName(), tags), value(meter));
            }
        }
        return read;
    }

    private static Stream<String> parts(Tag tag) {
        return Stream.of(tag.getKey(), tag.getValue());
    }

    @Test
    void eachMeterShowsItsOwnValue() {
        for (NodeState state : NodeState.values()) {
            ConnectivityPhase phase = ConnectivityPhase.values()[state.ordinal() % ConnectivityPhase.values().length];
            ReflexiveAddress reflexive = state == NodeState.RUNNING
                    ? new ReflexiveAddress(List.of(Endpoint.quic("192.0.2.9:1")), NatKind.NONE)
                    : ReflexiveAddress.UNKNOWN;
            expected.clear();
            NodeCounters counters = counters();
            NodeSnapshot snapshot = snapshot(state, phase, reflexive);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            NodenetMetrics metrics = new NodenetMetrics(() -> counters, () -> snapshot, Tags.of("node", "a"));
            metrics.bindTo(registry);

            assertThat(read(registry)).containsExactlyInAnyOrderEntriesOf(expected);
            FunctionTimer turns = registry.get("nodenet.loop.turn").functionTimer();
            assertThat(turns.count()).isEqualTo(counters.loopTurns().count());
            assertThat(turns.totalTime(TimeUnit.NANOSECONDS))
                    .isEqualTo((double) counters.loopTurns().totalNanos());
            Reference.reachabilityFence(metrics); // the registry holds what it asks weakly
        }
        assertThat(new HashSet<>(EVENT_METERS.values())).hasSameSizeAs(Arrays.asList(NodeCounter.values()));
    }
}
