package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.metrics.Labels;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Binds the counters and the snapshot of a node to meters; see {@link NodenetMeters} for the list. */
public final class NodenetMetrics implements MeterBinder, AutoCloseable {
    private final Supplier<NodeCounters> counters;
    private final Supplier<NodeSnapshot> snapshots;
    private final Tags tags;
    private final BoundMeters bound = new BoundMeters();

    /**
     * Creates a binder.
     *
     * @param counters returns the counters; called by readers of the registry, and never waits for the node's loop
     * @param snapshots returns the state for the gauges; called by readers of the registry, and may wait for the node's loop
     * @param tags further tags of all meters
     */
    public NodenetMetrics(Supplier<NodeCounters> counters, Supplier<NodeSnapshot> snapshots, Tags tags) {
        this.counters = counters;
        this.snapshots = snapshots;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindEdges(registry);
        bindUpkeep(registry);
        gauge(registry, NodenetMeters.RUNNING, null, "", s -> s.state() == NodeState.RUNNING ? 1 : 0);
        gauge(
                registry,
                NodenetMeters.REFLEXIVE_CONFIRMED,
                null,
                "",
                s -> s.addresses().reflexive().endpoints().isEmpty() ? 0 : 1);
        gauge(registry, NodenetMeters.UPTIME, null, "", s -> s.uptime().toMillis() / 1000.0);
        gauge(
                registry,
                NodenetMeters.CLOCK_SKEW,
                null,
                "",
                s -> seconds(s.clock().ahead()));
        for (NodeCounter counter : NodeCounter.values()) {
            counter(registry, meter(counter), null, "", c -> c.get(counter));
        }
        for (TransportCounter counter : TransportCounter.values()) {
            NodenetMeters meter = meter(counter);
            NodenetMeters.Key key = meter == NodenetMeters.TRANSPORT_EVENTS ? NodenetMeters.Key.EVENT : null;
            counter(registry, meter, key, Labels.of(counter), c -> c.get(counter));
        }
        for (DropReason reason : DropReason.values()) {
            counter(
                    registry,
                    NodenetMeters.FRAMES_DROPPED,
                    NodenetMeters.Key.REASON,
                    Labels.of(reason),
                    c -> c.get(reason));
        }
        for (Limit limit : Limit.values()) {
            String label = Labels.of(limit);
            gauge(
                    registry,
                    NodenetMeters.LIMIT_USED,
                    NodenetMeters.Key.LIMIT,
                    label,
                    s -> usage(s, limit).used());
            gauge(
                    registry,
                    NodenetMeters.LIMIT_MAX,
                    NodenetMeters.Key.LIMIT,
                    label,
                    s -> usage(s, limit).limit());
        }
        bindLoop(registry);
    }

    /** Removes the meters from their registries. */
    @Override
    public void close() {
        bound.close();
    }

    private static NodenetMeters meter(NodeCounter counter) {
        return switch (counter) {
            case FORWARDED -> NodenetMeters.FRAMES_FORWARDED;
            case FORWARDED_SAMPLED -> NodenetMeters.FRAMES_SAMPLED;
            case DELIVERED -> NodenetMeters.DELIVERIES;
            case ORIGINATED -> NodenetMeters.MESSAGES_ORIGINATED;
            case COPIES_SENT -> NodenetMeters.MESSAGE_COPIES;
            case DIRECT_SENT -> NodenetMeters.MESSAGES_DIRECT;
            case MESSAGES_DELAYED -> NodenetMeters.MESSAGES_DELAYED;
            case PINGS_SENT -> NodenetMeters.PINGS_SENT;
            case PONGS_SENT -> NodenetMeters.PONGS_SENT;
            case VERIFICATIONS -> NodenetMeters.VERIFICATIONS;
            case EDGES_ESTABLISHED -> NodenetMeters.EDGES_ESTABLISHED;
            case EDGES_LOST -> NodenetMeters.EDGES_LOST;
            case NETWORK_CHANGES -> NodenetMeters.NETWORK_CHANGES;
            case DUPLICATE_IDENTITY -> NodenetMeters.DUPLICATE_IDENTITY;
            case EVENTS_DROPPED -> NodenetMeters.EVENTS_DROPPED;
            case DIALS -> NodenetMeters.DIALS;
            case SECOND_DIALS -> NodenetMeters.SECOND_DIALS;
            case CONTACTS_DIALED -> NodenetMeters.CONTACTS_DIALED;
            case HELLOS_SENT -> NodenetMeters.HELLOS_SENT;
            case HELLOS_ANSWERED -> NodenetMeters.HELLOS_ANSWERED;
            case PUNCH_REQUESTS_SENT -> NodenetMeters.PUNCH_REQUESTS_SENT;
            case PUNCH_REQUESTS_ANSWERED -> NodenetMeters.PUNCH_REQUESTS_ANSWERED;
            case PUNCHES_SENT -> NodenetMeters.PUNCHES_SENT;
            case RELAY_REQUESTS_SENT -> NodenetMeters.RELAY_REQUESTS_SENT;
            case RELAYS_GRANTED -> NodenetMeters.RELAYS_GRANTED;
            case RELAY_BINDS_ANSWERED -> NodenetMeters.RELAY_BINDS_ANSWERED;
            case MEDIA_ADMITTED -> NodenetMeters.MEDIA_ADMITTED;
            case CONTACTS_LEARNED -> NodenetMeters.CONTACTS_LEARNED;
            case CONTACTS_EVICTED -> NodenetMeters.CONTACTS_EVICTED;
            case CONTACTS_UNPROBED -> NodenetMeters.CONTACTS_UNPROBED;
            case LOOKUPS -> NodenetMeters.LOOKUPS;
            case SIBLING_REQUESTS -> NodenetMeters.SIBLING_REQUESTS;
            case ANSWERS_SENT -> NodenetMeters.ANSWERS_SENT;
            case ANSWERS_RECEIVED -> NodenetMeters.ANSWERS_RECEIVED;
            case EDGES_RELEASED -> NodenetMeters.EDGES_RELEASED;
        };
    }

    private static NodenetMeters meter(TransportCounter counter) {
        return switch (counter) {
            case FRAMES_RECEIVED -> NodenetMeters.FRAMES_RECEIVED;
            case FRAMES_SENT -> NodenetMeters.FRAMES_SENT;
            case BYTES_RECEIVED -> NodenetMeters.RECEIVED;
            case BYTES_SENT -> NodenetMeters.SENT;
            case RELAY_BYTES -> NodenetMeters.RELAYED;
            case SEND_REFUSED_FULL,
                    DIALS_COMPLETED,
                    DIALS_FAILED,
                    DIAL_IDENTITY_MISMATCH,
                    ACCEPTED,
                    ACCEPT_FAILED,
                    ACCEPT_HALF_OPEN_TIMEOUT,
                    ACCEPT_HALF_OPEN_EVICTED,
                    CERTIFICATE_KNOWN,
                    ACCEPT_RATE_LIMITED,
                    VERSION_RATE_LIMITED,
                    RETRY_SENT,
                    RETRY_TOKEN_INVALID,
                    ACCEPT_REFUSED_TOTAL,
                    ACCEPT_REFUSED_ADDRESS,
                    FIRST_FRAME_TIMEOUT,
                    FIRST_FRAME_EVICTED,
                    FRAME_TIMEOUT,
                    SEND_STALLED,
                    FRAME_TOO_LARGE,
                    CONNECTION_ID_FLOOD,
                    SEND_TOO_LARGE,
                    SEND_UNREACHABLE,
                    SEND_FORBIDDEN,
                    SEND_NO_BUFFERS,
                    SEND_FAILED,
                    SEND_UNSEGMENTED,
                    SURPLUS_STREAM,
                    EDGE_DATAGRAM,
                    MEDIA_OPENED,
                    MEDIA_OPEN_FAILED,
                    MEDIA_ACCEPTED,
                    MEDIA_UNSUPPORTED,
                    MEDIA_REFUSED_TOTAL,
                    MEDIA_REFUSED_ADDRESS,
                    MEDIA_SURPLUS_STREAM,
                    NON_QUIC_DATAGRAM,
                    UNKNOWN_CONNECTION_PACKET,
                    FOREIGN_SOURCE_PACKET,
                    REBINDING_FOLLOWED,
                    REBINDING_REFUSED,
                    RELAY_SESSIONS,
                    RELAY_REFUSED,
                    RELAY_DATAGRAMS,
                    RELAY_UNPINNED,
                    RELAY_FOREIGN_SOURCE,
                    RELAY_SHAPED,
                    RELAY_CONGESTED,
                    RELAY_UNSENDABLE -> NodenetMeters.TRANSPORT_EVENTS;
        };
    }

    private void bindEdges(MeterRegistry registry) {
        gauge(
                registry,
                NodenetMeters.EDGES,
                NodenetMeters.Key.DIRECTION,
                "inbound",
                s -> s.connectivity().inboundEdges());
        gauge(
                registry,
                NodenetMeters.EDGES,
                NodenetMeters.Key.DIRECTION,
                "outbound",
                s -> s.connectivity().outboundEdges());
        for (PathKind path : PathKind.values()) {
            gauge(
                    registry,
                    NodenetMeters.EDGES_PATH,
                    NodenetMeters.Key.PATH,
                    Labels.of(path),
                    s -> s.connectivity().edges().stream()
                            .filter(edge -> edge.path() == path)
                            .count());
        }
        for (ConnectivityPhase phase : ConnectivityPhase.values()) {
            gauge(
                    registry,
                    NodenetMeters.PHASE,
                    NodenetMeters.Key.PHASE,
                    Labels.of(phase),
                    s -> s.connectivity().phase() == phase ? 1 : 0);
        }
        for (String state : List.of("connected", "released", "unreached")) {
            gauge(
                    registry,
                    NodenetMeters.ANCHORS,
                    NodenetMeters.Key.STATE,
                    state,
                    s -> s.anchors().stream()
                            .filter(anchor -> label(anchor.state()).equals(state))
                            .count());
        }
    }

    private static String label(AnchorState state) {
        return switch (state) {
            case CONNECTED, RELEASED -> Labels.of(state);
            case IDLE, GATED, RESOLVING, DIALING, WAITING -> "unreached";
        };
    }

    private void bindUpkeep(MeterRegistry registry) {
        gauge(registry, NodenetMeters.CONTACTS, null, "", s -> s.upkeep().contacts());
        gauge(registry, NodenetMeters.SIBLINGS, null, "", s -> s.upkeep().siblings());
        gauge(registry, NodenetMeters.SIBLINGS_WANTED, null, "", s -> s.upkeep().siblingsWanted());
        gauge(registry, NodenetMeters.BUCKETS_COVERED, null, "", s -> s.upkeep().bucketsCovered());
        gauge(
                registry,
                NodenetMeters.BUCKETS_POPULATED,
                null,
                "",
                s -> s.upkeep().bucketsPopulated());
    }

    private void bindLoop(MeterRegistry registry) {
        bound.add(
                registry,
                FunctionTimer.builder(
                                NodenetMeters.LOOP_TURN.getName(),
                                counters,
                                source -> source.get().loopTurns().count(),
                                source -> source.get().loopTurns().totalNanos(),
                                TimeUnit.NANOSECONDS)
                        .tags(tags)
                        .description(NodenetMeters.LOOP_TURN.description())
                        .register(registry));
        List<DurationHistogram.Bucket> buckets = DurationHistogram.Snapshot.EMPTY.buckets();
        for (int i = 0; i < buckets.size(); i++) {
            int last = i;
            counter(
                    registry,
                    NodenetMeters.LOOP_TURN_WITHIN,
                    NodenetMeters.Key.LE,
                    bound(buckets.get(i).upToNanos()),
                    c -> c.loopTurns().buckets().stream()
                            .limit(last + 1L)
                            .mapToLong(DurationHistogram.Bucket::count)
                            .sum());
        }
    }

    private static String bound(long nanos) {
        return nanos == Long.MAX_VALUE ? "+Inf" : Double.toString(nanos / 1e9);
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toNanos() / 1e9;
    }

    private static NodeSnapshot.Usage usage(NodeSnapshot snapshot, Limit limit) {
        return Objects.requireNonNull(snapshot.limits().get(limit));
    }

    private void counter(
            MeterRegistry registry,
            NodenetMeters meter,
            NodenetMeters.@Nullable Key key,
            String value,
            ToDoubleFunction<NodeCounters> function) {
        bound.add(
                registry,
                FunctionCounter.builder(meter.getName(), counters, source -> function.applyAsDouble(source.get()))
                        .tags(tags(key, value))
                        .baseUnit(unit(meter))
                        .description(meter.description())
                        .register(registry));
    }

    private void gauge(
            MeterRegistry registry,
            NodenetMeters meter,
            NodenetMeters.@Nullable Key key,
            String value,
            ToDoubleFunction<NodeSnapshot> function) {
        bound.add(
                registry,
                Gauge.builder(meter.getName(), snapshots, source -> function.applyAsDouble(source.get()))
                        .tags(tags(key, value))
                        .baseUnit(unit(meter))
                        .description(meter.description())
                        .register(registry));
    }

    /** Returns the unit, null if there is none: an empty one would leave an underscore at the end of the name in Prometheus. */
    private static @Nullable String unit(NodenetMeters meter) {
        return meter.getBaseUnit().isEmpty() ? null : meter.getBaseUnit();
    }

    private Tags tags(NodenetMeters.@Nullable Key key, String value) {
        return key == null ? tags : tags.and(key.asString(), value);
    }
}
