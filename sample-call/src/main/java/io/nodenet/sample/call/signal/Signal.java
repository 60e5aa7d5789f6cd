package io.nodenet.sample.call.signal;

import java.util.UUID;

/** What one telephone says to another one through the network. The node has authenticated who says it. Each may come twice, late, or not at all. */
public sealed interface Signal {
    /** The version of this protocol; a signal of another one is dropped. */
    int VERSION = 1;

    /** Returns the word by which documents tell signals apart. */
    SignalType type();

    /**
     * Asks to be taken as a contact.
     *
     * @param name what the sender calls itself
     */
    record ContactRequest(String name) implements Signal {
        @Override
        public SignalType type() {
            return SignalType.CONTACT_REQUEST;
        }
    }

    /** Says that the receiver's request was accepted. */
    record ContactAccept() implements Signal {
        @Override
        public SignalType type() {
            return SignalType.CONTACT_ACCEPT;
        }
    }

    /** Is about one call, which its caller has named. */
    sealed interface OfCall extends Signal {
        /** Returns the name of the call. */
        UUID call();
    }

    /**
     * The caller asks the user of the receiver to talk; repeated until {@link Ringing} or an answer comes.
     *
     * @param video whether the caller means to be seen
     */
    record Ring(UUID call, boolean video) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.RING;
        }
    }

    /** The callee's user hears it ring; repeated as long as that lasts. */
    record Ringing(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.RINGING;
        }
    }

    /** The callee's user takes the call; repeated until the media session is there. */
    record Accept(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.ACCEPT;
        }
    }

    /** The callee's user does not take the call, or does not know the caller. */
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

    /** The call is over for who says it. */
    record HangUp(UUID call) implements OfCall {
        @Override
        public SignalType type() {
            return SignalType.HANG_UP;
        }
    }
}
