package io.nodenet.spring.boot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of a node; the list in the documentation is generated from it. */
public enum NodenetObservation implements ObservationDocumentation {
    /** A call of {@link io.nodenet.spring.boot.NodenetTemplate} that sends a message, until its result is known. */
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

    /** The handling of one message by all its handlers. */
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

    /** A call of {@link io.nodenet.spring.boot.NodenetTemplate} that connects to a peer, until it succeeds or fails. */
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

    /** A call of {@link io.nodenet.spring.boot.NodenetTemplate} that opens a media session, until it succeeds or fails. */
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
        /** The method that was called: {@code routed}, {@code reported}, {@code direct}, {@code sealed} or {@code request}. */
        KIND {
            @Override
            public String asString() {
                return "kind";
            }
        },
        /** The name of a {@link io.nodenet.node.SendResult}, {@code FAILED}, or {@code UNKNOWN} while it is in progress. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }

    /** The keys of {@link #PROCESS} that become tags of its timer. */
    public enum ProcessKey implements KeyName {
        /** The path of the message: {@code routed}, {@code direct}, {@code sealed} or {@code local}. */
        PATH {
            @Override
            public String asString() {
                return "path";
            }
        },
        /** The outcome for the message: a {@link ProcessOutcome}. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }

    /** The key of {@link #CONNECT} that becomes a tag of its timer. */
    public enum ConnectKey implements KeyName {
        /** The path of the edge: {@code direct}, {@code punched} or {@code relayed}; {@code none} if there is none. */
        PATH {
            @Override
            public String asString() {
                return "path";
            }
        }
    }

    /** The key of {@link #CALL} that becomes a tag of its timer. */
    public enum CallKey implements KeyName {
        /** The path of the session: {@code direct}, {@code punched} or {@code relayed}; {@code none} if there is none. */
        PATH {
            @Override
            public String asString() {
                return "path";
            }
        }
    }

    /** The key of all observations, and a tag of their timers, in an application with several nodes. */
    public enum NodeKey implements KeyName {
        /** The name of the node. */
        NODE {
            @Override
            public String asString() {
                return "node";
            }
        }
    }

    /** The key of all observations that is for traces only, because it has as many values as there are peers. */
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
