package io.nodenet.node.core.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NoApplication;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import org.junit.jupiter.api.Test;

class RelayedReportsTest {
    private static final Endpoint OF_THE_RELAY = Endpoint.quic("203.0.113.200:50001");
    private static final Endpoint OWN = Endpoint.quic("203.0.113.7:4242");

    private final Turn turn = new Turn();
    private final SelfCoordinates self = new SelfCoordinates(
            CoreConfig.of(Identity.generate(), 0).reflexiveQuorum(1).build(),
            turn,
            new Timers(turn),
            NoApplication.INSTANCE);

    private static EdgeConnection connection(PathKind path) {
        return connection(path, true);
    }

    private static EdgeConnection connection(PathKind path, boolean outbound) {
        NodeId id = Identity.generate().nodeId();
        Edge edge = new Edge(id, outbound, new EdgeLimiter(true, new Counts()).take(id), 0);
        edge.attach(new SinkConnection(id, Endpoint.quic("198.51.100.1:4242"), outbound), path, 0);
        return edge.connections().get(0);
    }

    @Test
    void neighbourBehindARelaySeesTheRelayAndIsNoReporter() {
        self.onReport(connection(PathKind.RELAYED), OF_THE_RELAY);
        assertThat(self.reflexive().endpoints()).isEmpty();
        assertThat(self.natEvidence()).isEmpty();

        self.onReport(connection(PathKind.PUNCHED), OWN);
        assertThat(self.reflexive().endpoints()).containsExactly(OWN);
    }

    @Test
    void nodeCanBeDialedOnlyIfSomebodyDidWithoutAPunchOrARelay() {
        self.onReport(connection(PathKind.DIRECT), OWN);

        self.onConnection(connection(PathKind.RELAYED, false));
        self.onConnection(connection(PathKind.PUNCHED, false));
        assertThat(self.announced()).isEmpty();

        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).containsExactly(OWN);
    }

    @Test
    void hostThatTheNodeHasSentSomethingToDoesNotShowThatStrangersCanDialIt() {
        self.onReport(connection(PathKind.DIRECT), OWN);

        self.onContact(Endpoint.quic("198.51.100.1:9999"));
        turn.begin(SelfCoordinates.CONTACT_MEMORY.toNanos() - 1, 0);
        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).isEmpty();

        turn.begin(SelfCoordinates.CONTACT_MEMORY.toNanos(), 0);
        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).containsExactly(OWN);
    }

    @Test
    void hostThatTheNodeHasDialedIsSentSomethingAsLongAsItAnswers() {
        self.onReport(connection(PathKind.DIRECT), OWN);

        turn.begin(SelfCoordinates.CONTACT_MEMORY.toNanos(), 0);
        self.onPong(connection(PathKind.DIRECT, true), new EdgeConnection.Ping(0, 0));
        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).isEmpty();

        turn.begin(2 * SelfCoordinates.CONTACT_MEMORY.toNanos(), 0);
        self.onPong(connection(PathKind.DIRECT, false), new EdgeConnection.Ping(0, 0));
        self.onPong(connection(PathKind.RELAYED, true), new EdgeConnection.Ping(0, 0));
        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).containsExactly(OWN);
    }

    /** Strangers decide for whom the node opens its NAT, and so what it remembers. */
    @Test
    void whoeverHasTheNodeForgetItsHostDoesNotShowThatStrangersCanDialIt() {
        self.onReport(connection(PathKind.DIRECT), OWN);

        self.onContact(Endpoint.quic("198.51.100.1:4242"));
        for (int i = 0; i < SelfCoordinates.MAX_CONTACTED; i++) {
            self.onContact(Endpoint.quic("192.0." + i / 256 + "." + i % 256 + ":4242"));
        }
        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).isEmpty();

        turn.begin(SelfCoordinates.CONTACT_MEMORY.toNanos(), 0);
        self.onConnection(connection(PathKind.DIRECT, false));
        assertThat(self.announced()).containsExactly(OWN);
    }
}
