package io.nodenet.transport.media;

import io.nodenet.fact.MediaCloseReason;

/**
 * The application codes with which a media session is closed (docs/protocol/05, section 8, W5-1): peers of the deployed network send 0 and
 * ignore what they get, so the others tell a peer of this kind why it was refused.
 */
public final class MediaCloseCode {
    /** The session has ended; nothing is said of why. */
    public static final int NONE = 0;

    /** The peer takes no datagrams. */
    public static final int UNSUPPORTED = 1;

    private static final int DECLINED = 2;
    private static final int BUSY = 3;
    private static final int PROOF_OF_WORK = 4;
    private static final int UNANSWERED = 5;

    private MediaCloseCode() {}

    /** Returns the code that tells a peer why this side closes a session. */
    public static int of(MediaCloseReason reason) {
        return switch (reason) {
            case DECLINED -> DECLINED;
            case BUSY -> BUSY;
            case PROOF_OF_WORK -> PROOF_OF_WORK;
            case UNANSWERED -> UNANSWERED;
            default -> NONE;
        };
    }

    /**
     * Returns why a peer has closed a session.
     *
     * @param unheard whether this side has opened it only just now, and nothing has come from the peer
     */
    static MediaCloseReason reason(long code, boolean unheard) {
        if (code == DECLINED) {
            return MediaCloseReason.DECLINED;
        } else if (code == BUSY) {
            return MediaCloseReason.BUSY;
        } else if (code == PROOF_OF_WORK) {
            return MediaCloseReason.PROOF_OF_WORK;
        } else if (code == UNANSWERED) {
            return MediaCloseReason.UNANSWERED;
        }
        return unheard ? MediaCloseReason.REFUSED : MediaCloseReason.PEER_CLOSED;
    }
}
