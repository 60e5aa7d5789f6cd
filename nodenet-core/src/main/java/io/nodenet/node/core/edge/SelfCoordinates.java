package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.nat.ReflexiveReports;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.List;

/** Knows where this node is seen from outside, and tells the application when that changes (docs/protocol/08, section 13). */
public final class SelfCoordinates implements EdgeObserver {
    private static final long TICK_NANOS = Duration.ofMinutes(1).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final ApplicationOutput application;
    private final ReflexiveReports reports = new ReflexiveReports();

    public SelfCoordinates(Turn turn, Timers timers, ApplicationOutput application) {
        this.turn = turn;
        this.timers = timers;
        this.application = application;
    }

    /** Learns the node's own addresses, and starts to forget reports that are too old. */
    public void start(List<Endpoint> localEndpoints) {
        onLocalEndpoints(localEndpoints);
        tick();
    }

    /** Learns that the node's own addresses have changed. */
    public void onLocalEndpoints(List<Endpoint> localEndpoints) {
        tell(reports.local(localEndpoints));
    }

    private void tick() {
        timers.after(TICK_NANOS, () -> {
            tell(reports.expire(turn.nowNanos()));
            tick();
        });
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        tell(reports.forget(edge.id()));
    }

    /** Takes the report of a neighbour, which came over this connection. */
    void onReport(EdgeConnection connection, Endpoint observed) {
        SubnetKey subnet = SubnetKey.of(connection.connection().remoteEndpoint());
        tell(reports.report(connection.peer(), observed, subnet, turn.nowNanos()));
    }

    public ReflexiveAddress reflexive() {
        return reports.judgement();
    }

    private void tell(boolean changed) {
        if (changed) {
            application.event(new NodeEvent.ReflexiveAddressChanged(reports.judgement()));
        }
    }
}
