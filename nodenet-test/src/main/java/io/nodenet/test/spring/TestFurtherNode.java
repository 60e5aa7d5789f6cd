package io.nodenet.test.spring;

import io.nodenet.identity.Identity;
import io.nodenet.spring.boot.autoconfigure.FurtherNodesRegistrar;
import io.nodenet.spring.boot.autoconfigure.NodenetConnectionDetails;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;

/** Creates the replacements for the identity file and the anchors of a further node of the application under test. */
final class TestFurtherNode {
    private final TestNodenetNetwork network;

    /**
     * Creates the factory of a node.
     *
     * @param name the name of the node
     */
    TestFurtherNode(String name, TestNodenetNetwork network) {
        this.network = network;
    }

    Identity identity() {
        return network.mint();
    }

    NodenetConnectionDetails connectionDetails() {
        return List::of;
    }

    /** Defines these beans for each node, except those that the application defines itself. */
    static final class Registrar extends FurtherNodesRegistrar {
        private static final String FACTORY = "testNodenetNodeBeans";

        Registrar(Environment environment, BeanFactory beans) {
            super(environment, beans);
        }

        @Override
        protected void define(Definitions definitions) {
            definitions.factory(FACTORY, TestFurtherNode.class);
            if (!definitions.hasBean(Identity.class)) {
                definitions.bean(FACTORY, "identity", "testNodenetIdentity", Identity.class);
            }
            if (!definitions.hasBean(NodenetConnectionDetails.class)) {
                definitions.bean(
                        FACTORY, "connectionDetails", "testNodenetConnectionDetails", NodenetConnectionDetails.class);
            }
        }
    }
}
