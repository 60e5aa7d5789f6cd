package io.nodenet.sample.call.signal;

import java.util.UUID;

/**
 * A document from one telephone to another through the network. The node has authenticated the sender. Each may arrive twice, late, or not
 * at all.
 */
public sealed interface Signal {
    /** The version of this protocol; a signal of another one is dropped. */
    int VERSION = 1;

    /** Returns the word by which documents distinguish signals. */
    SignalType type();

    /**
     * Requests to become a contact.
     *
     * @param name the name that the sender gives itself
     */
    record ContactRequest(String name) implements Signal {
        @Override
        public SignalType type() {
            return SignalType.CONTACT_REQUEST;
        }
    }

    /** Reports that the receiver's request was accepted. */
    record ContactAccept() implements Signal {
        @Override
        public SignalType type() {
            return SignalType.CONTACT_ACCEPT;
        }
    }

    /** A signal about one call, whose ID the caller has chosen. */
    sealed interface OfCall extends Signal {
        /** Returns the ID of the call. */
        UUID call();
    }

    /**
     * The caller calls the user of the receiver; repeated until {@link Ringing} or an answer arrives.
     *
     * @param video whether the caller wants to send video
     */
    record Ring(UUID call, boolean video) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.RING;
        }
    }

    /** The callee's telephone rings; repeated as long as that lasts. */
    record Ringing(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.RINGING;
        }
    }

    /** The callee's user accepts the call; repeated until the media session is open. */
    record Accept(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.ACCEPT;
        }
    }

    /** The callee's user refuses the call, or does not know the caller. */
    record Refuse(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.REFUSE;
        }
    }

    /** The callee is in another call. */
    record Busy(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.BUSY;
        }
    }

    /** The call is over for the sender. */
    record HangUp(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.HANG_UP;
        }
    }
}
