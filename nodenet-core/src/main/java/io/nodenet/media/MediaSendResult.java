package io.nodenet.media;

/** What became of a datagram that was to be sent. */
public enum MediaSendResult {
    /** It waits for its turn in the send ring of the session. */
    SENT,
    /** The ring is full: the datagram is dropped, which is the earliest sign of congestion. {@link MediaListener#onRoom} follows. */
    BACKPRESSURE,
    /** The session has ended. */
    CLOSED
}
