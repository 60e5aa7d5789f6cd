package io.nodenet.sample.call.media;

import java.nio.ByteBuffer;

/**
 * The connection to the page of a call. Thread-safe. Its methods never block: data that the page does not read in time is dropped and
 * counted.
 */
public interface PageLink {
    /** Sends a frame, including its kind; the buffer must not be modified afterwards. Returns whether there was room. */
    boolean offer(FrameKind kind, ByteBuffer frame);

    /** Sends a document. */
    void tell(String text);

    /** Sends a last document and closes. */
    void end(String text);
}
