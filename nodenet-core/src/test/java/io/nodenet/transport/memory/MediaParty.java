package io.nodenet.transport.memory;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.MediaConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application with one end of a media session, which writes down what comes, and when. */
final class MediaParty implements MediaListener {
    static final int CHANNEL = 16;

    private final VirtualTime time;
    final MediaConnection connection;
    final MediaSession session;
    final List<Arrival> datagrams = new ArrayList<>();
    final List<Arrival> messages = new ArrayList<>();
    final List<Integer> sizes = new ArrayList<>();
    int rooms;

    @Nullable
    MediaCloseReason closed;

    /** What has come: the first number in it, its size, and the time since the network began. */
    record Arrival(int number, int bytes, Duration at) {}

    MediaParty(VirtualTime time, MediaConnection connection) {
        this.time = time;
        this.connection = connection;
        this.session = connection.handOver(Runnable::run, PathKind.DIRECT);
        session.listen(this);
    }

    /** Sends a datagram that begins with a number. */
    MediaSendResult datagram(int number, int bytes) {
        return session.sendDatagram(CHANNEL, payload(number, bytes));
    }

    MediaSendResult datagram(int number) {
        return datagram(number, Integer.BYTES);
    }

    static ByteBuffer payload(int number, int bytes) {
        return ByteBuffer.allocate(bytes).putInt(0, number);
    }

    long count(MediaCounter counter) {
        return session.stats().get(counter);
    }

    List<Integer> numbers() {
        return datagrams.stream().map(Arrival::number).toList();
    }

    @Override
    public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        datagrams.add(arrival(payload));
    }

    @Override
    public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
        messages.add(arrival(payload));
    }

    private Arrival arrival(ByteBuffer payload) {
        int bytes = payload.remaining();
        return new Arrival(bytes < Integer.BYTES ? -1 : payload.getInt(), bytes, time.elapsed());
    }

    @Override
    public void onRoom() {
        rooms++;
    }

    @Override
    public void onMaxDatagramSize(int bytes) {
        sizes.add(bytes);
    }

    @Override
    public void onClosed(MediaCloseReason reason) {
        closed = reason;
    }
}
