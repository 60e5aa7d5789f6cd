package io.nodenet.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetPeers;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class NodenetEndpointTest {
    @Test
    void nodeWhoseLoopHangsIsDiagnosedAllTheSame() {
        Node node = mock(Node.class);
        when(node.snapshot()).thenThrow(new NodenetTimeoutException("The loop did not answer within 5 s"));
        NodenetEndpoint endpoint = new NodenetEndpoint(new EndpointNodes(
                new EndpointNodes.Shown(node, new ConnectHistory(node, InstantSource.system()), NodenetPeers.NONE)));

        assertThat(endpoint.edgeOrDiagnosis("diagnosis", null))
                .isInstanceOfSatisfying(DiagnosisDescriptor.class, diagnosis -> {
                    assertThat(diagnosis.problem()).isPositive();
                    assertThat(diagnosis.findings())
                            .filteredOn(finding -> finding.id().equals("node"))
                            .singleElement()
                            .satisfies(finding -> {
                                assertThat(finding.level()).isEqualTo("problem");
                                assertThat(finding.evidence()).containsExactly("The loop did not answer within 5 s");
                            });
                    assertThat(diagnosis.findings())
                            .filteredOn(finding -> finding.id().equals("native-library"))
                            .singleElement()
                            .satisfies(finding -> assertThat(finding.level()).isEqualTo("ok"));
                });
    }
}
