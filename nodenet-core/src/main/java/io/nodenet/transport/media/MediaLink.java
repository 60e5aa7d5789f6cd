package io.nodenet.transport.media;

import io.nodenet.fact.MediaCloseReason;

/** The connection below a media session, as its transport made it. */
public interface MediaLink {
    /** Has the loop look soon at what waits to be sent. Any thread; may be called again and again. */
    void wake();

    /** Closes the connection; {@link MediaEnd#ended} follows in a later turn. Any thread; idempotent. */
    void close(MediaCloseReason reason);
}
