package io.nodenet.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AddressClass;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeDescriptorTest {
    @Test
    void evidenceOfTheNatIsShownInTheWordsOfTheMeters() {
        NatEvidence evidence = new NatEvidence(
                AddressClass.PUBLIC_IPV4,
                NatKind.ADDRESS_DEPENDENT,
                3,
                2,
                List.of(new NatEvidence.Seen(Endpoint.quic("203.0.113.7:5001"), 2, 1)));

        assertThat(NodeDescriptor.EvidenceDescriptor.of(evidence))
                .isEqualTo(new NodeDescriptor.EvidenceDescriptor(
                        "public-ipv4",
                        "address-dependent",
                        3,
                        2,
                        List.of(new NodeDescriptor.SeenDescriptor("203.0.113.7:5001", 2, 1))));
    }
}
