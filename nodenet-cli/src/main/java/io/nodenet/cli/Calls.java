package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import io.nodenet.node.MediaConsent;

/** The callers whose calls a node of the command line accepts. */
enum Calls implements MediaConsent {
    NONE {
        @Override
        public boolean mayCall(NodeId caller) {
            return false;
        }
    },
    /** Callers whose ID ends in an even byte: the convention of the conformance suite. */
    EVEN {
        @Override
        public boolean mayCall(NodeId caller) {
            byte[] id = caller.toBytes();
            return id[id.length - 1] % 2 == 0;
        }
    },
    ALL {
        @Override
        public boolean mayCall(NodeId caller) {
            return true;
        }
    }
}
