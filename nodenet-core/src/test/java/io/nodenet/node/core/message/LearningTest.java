package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NoApplication;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What third parties tell of others, in a node with a public address alone. */
class LearningTest {
    private static final List<Endpoint> OTHER_AT = List.of(Endpoint.quic("203.0.113.5:4242"));

    private final Turn turn = new Turn();
    private final Counts counts = new Counts();
    private final Identity identity = Identity.fromSeed(new byte[32]);
    private final SelfCoordinates self =
            new SelfCoordinates(CoreConfig.of(identity, 0).build(), turn, new Timers(turn), NoApplication.INSTANCE);
    private final KnowledgeTable knowledge = new KnowledgeTable(identity.nodeId(), 0, true, self::mayKeep);
    private final Learning learning = new Learning(
            turn,
            new Edges(
                    turn,
                    new EdgeTable(identity.nodeId(), 256),
                    new EdgeLimiter(true, counts),
                    counts,
                    NoApplication.INSTANCE),
            knowledge,
            self,
            counts);

    @BeforeEach
    void begin() {
        turn.begin(0, 0);
        self.onLocalEndpoints(List.of(Endpoint.quic("198.51.100.1:4242")));
    }

    private static Identity other(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        seed[1] = 1;
        return Identity.fromSeed(seed);
    }

    private void tell(Identity of, List<Endpoint> at) {
        learning.fromHearsay(new Contact(of.nodeId(), of.publicKey(), 0, at));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::]:4242", "0.0.0.0:4242", "192.168.1.5:4242", "127.0.0.1:4242", "example.org:4242"})
    void tellingOfAddressesThatAreOfNoUseHereSpeaksAgainstNone(String useless) {
        Identity other = other(1);
        tell(other, OTHER_AT);
        tell(other, OTHER_AT);

        for (int i = 0; i < 5; i++) {
            tell(other, List.of(Endpoint.quic(useless)));
        }

        assertThat(learning.endpointsOf(other.nodeId()))
                .as("deployed nodes tell such of those of whom they know no other")
                .isEqualTo(OTHER_AT);
    }

    @Test
    void addressesOfNoUseAreNotKept() {
        Identity other = other(1);
        tell(
                other,
                Stream.of("[::]:4242", "192.168.1.5:4242").map(Endpoint::quic).toList());
        tell(
                other,
                Stream.of("[::]:4242", "192.168.1.5:4242").map(Endpoint::quic).toList());

        assertThat(learning.endpointsOf(other.nodeId())).isEmpty();
    }

    @Test
    void newcomerWithAddressesOfNoUseIsNoReasonToDoubtAnother() {
        List<NodeId> doubted = new ArrayList<>();
        learning.listener(new Learning.Listener() {
            @Override
            public void onDoubt(KnownContact incumbent) {
                doubted.add(incumbent.id());
            }
        });
        int told = 0;
        while (knowledge.bucketSize(0) < KnowledgeTable.MAX_BUCKET_ENTRIES) {
            tell(other(told), List.of(Endpoint.quic("20.0." + told + ".1:4242")));
            told++;
        }
        Identity newcomer = other(told);
        while (identity.nodeId().bucketIndex(newcomer.nodeId()) != 0) {
            newcomer = other(++told);
        }

        tell(newcomer, List.of(Endpoint.quic("[::]:4242")));
        assertThat(doubted).isEmpty();
        tell(newcomer, List.of(Endpoint.quic("20.1.0.1:4242")));

        assertThat(doubted).hasSize(1);
    }
}
