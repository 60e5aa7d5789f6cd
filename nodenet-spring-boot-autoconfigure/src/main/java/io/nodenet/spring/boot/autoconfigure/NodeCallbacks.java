package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.kad.NodeId;
import io.nodenet.node.AddressDisclosure;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.NodeBuilder;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import java.util.List;

/**
 * The beans of an application that customize a node.
 *
 * @param admissions decide which peers may have edges; all must agree
 * @param disclosures decide which peers learn the addresses of the node; all must agree
 * @param consents decide which calls are offered to the application; all must agree
 * @param customizers are applied last
 */
record NodeCallbacks(
        List<EdgeAdmission> admissions,
        List<AddressDisclosure> disclosures,
        List<MediaConsent> consents,
        List<NodeBuilderCustomizer> customizers) {
    void applyTo(NodeBuilder builder) {
        if (!admissions.isEmpty()) {
            builder.edgeAdmission(this::admits);
        }
        if (!disclosures.isEmpty()) {
            builder.addressDisclosure(this::discloses);
        }
    }

    /**
     * Sets the media consent of the node.
     *
     * @param otherwise the decision if there is no such bean
     */
    void applyTo(NodeBuilder builder, NodenetProperties.Consent otherwise) {
        if (!consents.isEmpty()) {
            builder.mediaConsent(caller -> consents.stream().allMatch(consent -> consent.mayCall(caller)));
        } else if (otherwise == NodenetProperties.Consent.ALL) {
            builder.mediaConsent(caller -> true);
        }
    }

    void customize(NodeBuilder builder) {
        customizers.forEach(customizer -> customizer.customize(builder));
    }

    private boolean admits(NodeId peer, boolean outbound) {
        return admissions.stream().allMatch(admission -> admission.admit(peer, outbound));
    }

    private boolean discloses(NodeId peer, boolean outbound) {
        return disclosures.stream().allMatch(disclosure -> disclosure.disclose(peer, outbound));
    }
}
