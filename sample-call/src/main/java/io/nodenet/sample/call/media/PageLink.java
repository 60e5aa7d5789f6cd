package io.nodenet.sample.call.media;

import java.nio.ByteBuffer;

/** The way to the page of a call. Thread-safe. Its methods never block: what the page does not take in time is dropped and counted. */
public interface PageLink {
    /** Hands a frame over, kind included; the buffer is not touched again. Answers whether there was room. */
    boolean offer(FrameKind kind, ByteBuffer frame);

    /** Hands a document over. */
    void tell(String text);

    /** Hands a last document over and closes. */
    void end(String text);
}
