package io.nodenet.transport.quic.loop;

/** Gathers what it is to write, and writes it when the {@link FlushQueue} says so. */
public interface Flushable {
    /** Writes what has gathered. The loop only. */
    void flush();
}
