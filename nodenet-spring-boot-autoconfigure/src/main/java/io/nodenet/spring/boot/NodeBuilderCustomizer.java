package io.nodenet.spring.boot;

import io.nodenet.node.NodeBuilder;

/**
 * Customizes the node after the properties were applied; beans are called in order, once for each start of the node.
 */
@FunctionalInterface
public interface NodeBuilderCustomizer {
    void customize(NodeBuilder builder);
}
