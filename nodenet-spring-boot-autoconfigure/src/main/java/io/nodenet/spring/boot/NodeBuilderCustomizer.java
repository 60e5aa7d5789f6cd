package io.nodenet.spring.boot;

import io.nodenet.node.NodeBuilder;

/**
 * Changes the settings of the node after the properties were applied; beans are called in their order, once for each start of the node.
 */
@FunctionalInterface
public interface NodeBuilderCustomizer {
    void customize(NodeBuilder builder);
}
