package io.nodenet.test.simulation;

import java.util.random.RandomGenerator;

/** How a node of a {@link SimulatedOverlay} misbehaves: its core is that of production, and what leaves it is not what the core says. */
public enum Misconduct {
    /** Takes part in everything and answers for itself, and forwards nothing: what it is to pass on vanishes. */
    DROPPER,

    /**
     * Gives each question a well-formed answer, with the NodeIDs and keys that it knows and an address for each that leads nowhere, another one each
     * time; and tells each neighbour of a false external address, the same one as all liars do.
     */
    LIAR,

    /** Sends again and again what others have signed: ten of the latest routed messages that it has received a second, each to any neighbour. */
    REPLAYER,

    /** Sends each neighbour about twice as much as an honest node may: pings, questions, and messages to anybody. */
    FLOODER;

    /** Makes what a node of this kind does. */
    Misbehavior of(SimulatedNode node, RandomGenerator random) {
        return switch (this) {
            case DROPPER -> new Dropper(node);
            case LIAR -> new Liar(node, random);
            case REPLAYER -> new Replayer(node, random);
            case FLOODER -> new Flooder(node, random);
        };
    }
}
