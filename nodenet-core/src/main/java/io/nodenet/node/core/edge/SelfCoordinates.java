package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.nat.ReflexiveReports;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;

/** Knows where this node is seen from outside, and tells the application when that changes (docs/protocol/08, section 13). */
public final class SelfCoordinates {
    private static final long TICK_NANOS = Duration.ofMinutes(1).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final ApplicationOutput application;
    private final ReflexiveReports reports = new ReflexiveReports();

    public SelfCoordinates(Turn turn, Timers timers, Edges edges, ApplicationOutput application) {
        this.turn = turn;
        this.timers = timers;
        this.application = application;
        edges.onDown(edge -> tell(reports.forget(edge.id())));
    }

    /** Starts to forget what is too old. */
    public void start() {
        timers.set(turn.nowNanos() + TICK_NANOS, () -> {
            tell(reports.expire(turn.nowNanos()));
            start();
        });
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
            application.reflexive(reports.judgement());
        }
    }
}
