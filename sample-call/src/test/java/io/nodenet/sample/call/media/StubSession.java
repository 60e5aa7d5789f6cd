package io.nodenet.sample.call.media;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.media.MediaStats;
import io.nodenet.media.PathFigures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A media session that goes nowhere: what is said over it is written down, what comes over it is what the test says. */
final class StubSession implements MediaSession {
    final List<String> said = new ArrayList<>();
    private final NodeId peer;
    private final boolean outbound;
    private final PathKind path;
    private final CompletableFuture<MediaCloseReason> closed = new CompletableFuture<>();
    private @Nullable MediaListener listener;

    StubSession(NodeId peer, boolean outbound, PathKind path) {
        this.peer = peer;
        this.outbound = outbound;
        this.path = path;
    }

    /** The peer says something. */
    void hear(String document) {
        if (listener != null) {
            listener.onMessage(16, ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public boolean isOutbound() {
        return outbound;
    }

    @Override
    public PathKind path() {
        return path;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return Endpoint.quic("127.0.0.1:1");
    }

    @Override
    public long openedNanos() {
        return 0;
    }

    @Override
    public MediaSendResult sendDatagram(int channel, ByteBuffer payload, Duration lifetime) {
        return isClosed() ? MediaSendResult.CLOSED : MediaSendResult.SENT;
    }

    @Override
    public int maxDatagramSize() {
        return MAX_DATAGRAM_BYTES;
    }

    @Override
    public CompletableFuture<Void> sendMessage(int channel, ByteBuffer payload) {
        said.add(StandardCharsets.UTF_8.decode(payload.duplicate()).toString());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void listen(MediaListener to) {
        listener = to;
    }

    @Override
    public Flow.Publisher<MediaFrame> frames() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<MediaCloseReason> closed() {
        return closed;
    }

    @Override
    public MediaStats stats() {
        return new MediaStats(Map.of(), PathFigures.NONE);
    }

    @Override
    public void close() {
        if (closed.complete(MediaCloseReason.CLOSED) && listener != null) {
            listener.onClosed(MediaCloseReason.CLOSED);
        }
    }
}
