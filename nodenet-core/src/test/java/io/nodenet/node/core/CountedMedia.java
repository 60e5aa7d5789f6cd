package io.nodenet.node.core;

import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;

/** Counts what comes over a session. */
final class CountedMedia implements MediaListener {
    int datagrams;
    int messages;
    int rooms;

    CountedMedia(MediaSession session) {
        session.listen(this);
    }

    @Override
    public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        datagrams++;
    }

    @Override
    public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
        messages++;
    }

    @Override
    public void onRoom() {
        rooms++;
    }
}
