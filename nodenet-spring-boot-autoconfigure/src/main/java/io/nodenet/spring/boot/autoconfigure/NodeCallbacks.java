package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.NodeBuilder;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import java.util.List;

/**
 * What the beans of an application have to say about a node.
 *
 * @param admissions who decides with whom there are edges; all must agree
 * @param customizers who has the last word about the settings
 */
record NodeCallbacks(List<EdgeAdmission> admissions, List<NodeBuilderCustomizer> customizers) {
    void applyTo(NodeBuilder builder) {
        if (!admissions.isEmpty()) {
            builder.edgeAdmission(this::admits);
        }
    }

    void customize(NodeBuilder builder) {
        customizers.forEach(customizer -> customizer.customize(builder));
    }

    private boolean admits(NodeId peer, boolean outbound) {
        return admissions.stream().allMatch(admission -> admission.admit(peer, outbound));
    }
}
