package io.nodenet.spring.boot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** Every observation of a node; the list in the documentation is made of it. */
public enum NodenetObservation implements ObservationDocumentation {
    /** A call of {@link io.nodenet.spring.boot.NodenetTemplate} that sends, until its result is known. */
    SEND {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultNodenetSendConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return SendKey.values();
        }
    },

    /** One message in the hands of all handlers. */
    PROCESS {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultNodenetProcessConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return ProcessKey.values();
        }
    },

    /** A call of {@link io.nodenet.spring.boot.NodenetTemplate} that connects to a peer, until there is an edge or none. */
    CONNECT {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultNodenetConnectConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return ConnectKey.values();
        }
    },

    /** A call of {@link io.nodenet.spring.boot.NodenetTemplate} that opens a media session, until it is open or not. */
    CALL {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultNodenetCallConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return CallKey.values();
        }
    };

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return PeerKey.values();
    }

    /** The keys of {@link #SEND} that become tags of its timer. */
    public enum SendKey implements KeyName {
        /** Which method was called: {@code routed}, {@code reported}, {@code direct}, {@code sealed} or {@code request}. */
        KIND {
            @Override
            public String asString() {
                return "kind";
            }
        },
        /** The name of a {@link io.nodenet.node.SendResult}, {@code FAILED}, or {@code UNKNOWN} while it is under way. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }

    /** The keys of {@link #PROCESS} that become tags of its timer. */
    public enum ProcessKey implements KeyName {
        /** How the message came: {@code routed}, {@code direct}, {@code sealed} or {@code local}. */
        PATH {
            @Override
            public String asString() {
                return "path";
            }
        },
        /** What became of the message: a {@link ProcessOutcome}. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }

    /** The key of {@link #CONNECT} that becomes a tag of its timer. */
    public enum ConnectKey implements KeyName {
        /** How the edge came about: {@code direct}, {@code punched} or {@code relayed}; {@code none} if there is none. */
        PATH {
            @Override
            public String asString() {
                return "path";
            }
        }
    }

    /** The key of {@link #CALL} that becomes a tag of its timer. */
    public enum CallKey implements KeyName {
        /** How the session reaches the peer: {@code direct}, {@code punched} or {@code relayed}; {@code none} if there is none. */
        PATH {
            @Override
            public String asString() {
                return "path";
            }
        }
    }

    /** The key of all, and a tag of their timers, where an application has several nodes. */
    public enum NodeKey implements KeyName {
        /** The name of the node. */
        NODE {
            @Override
            public String asString() {
                return "node";
            }
        }
    }

    /** The key of all that is for traces only: it has as many values as there are peers. */
    public enum PeerKey implements KeyName {
        /** The NodeID of the other side. */
        PEER {
            @Override
            public String asString() {
                return "nodenet.peer";
            }
        }
    }
}
