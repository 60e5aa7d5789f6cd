package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.Connected;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Nodes that reach each other over a volunteer alone, as an application has them. */
class RelayedNodesTest {
    @Test
    void applicationsChooseWhoRelaysAndSeeThatTheEdgeIsRelayed() throws Exception {
        try (MemoryNode volunteer = new MemoryNode(node -> node.relay(true).maxRelaySessions(8)).started();
                MemoryNode caller = new MemoryNode(node -> node.anchor(volunteer.asAnchor())).started();
                MemoryNode callee = new MemoryNode(node -> node.anchor(volunteer.asAnchor())).receiving()) {
            caller.cutTo(callee, true);
            callee.cutTo(caller, true);
            callee.started();
            caller.awaitEdge(volunteer);
            callee.awaitEdge(volunteer);

            ConnectOptions others = ConnectOptions.DEFAULT.relayedOnlyBy(Set.of(callee.id()));
            assertThatThrownBy(() -> caller.node.connect(callee.id(), others).get(MemoryNode.WAIT_SECONDS, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ConnectFailedException.class);

            ConnectOptions chosen = ConnectOptions.DEFAULT.relayedOnlyBy(Set.of(volunteer.id()));
            Connected connected = caller.node.connect(callee.id(), chosen).get(MemoryNode.WAIT_SECONDS, SECONDS);
            caller.node.sendDirect(callee.id(), new byte[] {7}).get(MemoryNode.WAIT_SECONDS, SECONDS);

            assertThat(connected.path()).isEqualTo(PathKind.RELAYED);
            assertThat(callee.next().payload()).containsExactly(7);
            assertThat(volunteer.node.snapshot().limits().get(Limit.RELAY_SESSIONS))
                    .isEqualTo(new NodeSnapshot.Usage(1, 8));
            assertThat(volunteer.node.counters().events().get(NodeCounter.RELAYS_GRANTED))
                    .isOne();
        }
    }

    @Test
    void nodeThatDoesNotVolunteerHasNoSessionsToGive() {
        try (MemoryNode node = new MemoryNode().started()) {
            assertThat(node.node.snapshot().limits().get(Limit.RELAY_SESSIONS)).isEqualTo(new NodeSnapshot.Usage(0, 0));
        }
    }

    @Test
    void optionsSayWhoMayRelay() {
        NodeId some = Identity.generate().nodeId();
        NodeId other = Identity.generate().nodeId();
        ConnectOptions only = ConnectOptions.DEFAULT.withoutRelays().relayedOnlyBy(Set.of(some));
        ConnectOptions never = ConnectOptions.DEFAULT.neverRelayedBy(Set.of(some));

        assertThat(only.relays()).isTrue();
        assertThat(only.volunteers().allows(some)).isTrue();
        assertThat(only.volunteers().allows(other)).isFalse();
        assertThat(never.volunteers().allows(some)).isFalse();
        assertThat(never.volunteers().allows(other)).isTrue();
        assertThat(ConnectOptions.DEFAULT
                        .withoutRelays()
                        .neverRelayedBy(Set.of())
                        .relays())
                .isFalse();
        assertThat(only.withTimeout(only.timeout().multipliedBy(2)).volunteers())
                .isEqualTo(only.volunteers());
    }
}
