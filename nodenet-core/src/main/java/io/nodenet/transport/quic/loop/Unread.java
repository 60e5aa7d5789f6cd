package io.nodenet.transport.quic.loop;

/** Has read the beginning of what arrived, and reads the rest when the {@link FlushQueue} says so. */
public interface Unread {
    /** Reads the rest. The loop only. */
    void readRest();
}
