package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeLoopbackTest {
    private static NodeId id(SplittableRandom random) {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:", "[::1]:"})
    void nodesOfOneHostAreNotOneSubnet(String host) {
        SplittableRandom random = new SplittableRandom(3);
        KnowledgeTable table = new KnowledgeTable(id(random), 0, true, endpoint -> true);

        for (int port = 1; port <= 12; port++) {
            Contact contact = new Contact(id(random), null, 0, List.of(Endpoint.quic(host + port)));
            assertThat(table.observe(contact, ContactSource.HANDSHAKE, 0)).isEqualTo(KnowledgeTable.Outcome.INSERTED);
        }
        assertThat(table.size()).isEqualTo(12);
    }
}
