package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.kad.NodeId;
import io.nodenet.node.AddressDisclosure;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.NodeBuilder;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import java.util.List;

/**
 * What the beans of an application have to say about a node.
 *
 * @param admissions who decides with whom there are edges; all must agree
 * @param disclosures who decides which peers are told where the node is; all must agree
 * @param consents who decides whose calls the application is offered; all must agree
 * @param customizers who has the last word about the settings
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
     * Sets who decides about calls.
     *
     * @param otherwise what is decided if no bean does
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
