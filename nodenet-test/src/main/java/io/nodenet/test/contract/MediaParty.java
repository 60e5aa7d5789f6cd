package io.nodenet.test.contract;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.MediaConnection;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application with one end of a media session, which records what arrives. */
final class MediaParty implements MediaListener {
    final MediaConnection connection;
    final MediaSession session;
    final List<Received> datagrams = new CopyOnWriteArrayList<>();
    final List<Received> messages = new CopyOnWriteArrayList<>();
    final List<MediaCloseReason> closed = new CopyOnWriteArrayList<>();
    volatile int rooms;

    /** A received datagram or message, and its time of arrival. */
    record Received(int channel, String hex, long receivedNanos) {}

    /** Takes a session over, without listening to it yet. */
    MediaParty(ContractPeer peer, MediaConnection connection) {
        this.connection = connection;
        this.session = peer.call(() -> connection.handOver(Runnable::run, PathKind.DIRECT));
    }

    MediaParty listening() {
        session.listen(this);
        return this;
    }

    long count(MediaCounter counter) {
        return session.stats().get(counter);
    }

    private static Received received(int channel, ByteBuffer payload, long receivedNanos) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return new Received(channel, HexFormat.of().formatHex(bytes), receivedNanos);
    }

    @Override
    public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        datagrams.add(received(channel, payload, receivedNanos));
    }

    @Override
    public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
        messages.add(received(channel, payload, receivedNanos));
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one call at a time
    public void onRoom() {
        rooms++;
    }

    @Override
    public void onClosed(MediaCloseReason reason) {
        closed.add(reason);
    }
}
