package io.nodenet.node.core;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.run.CoreLoop;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import io.nodenet.transport.memory.MemoryTransport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host with a core that makes and takes calls; what comes of them is recorded. */
abstract class CallingHost extends Host implements DialOutput, ApplicationOutput {
    final Map<Long, MediaSession> called = new HashMap<>();
    final List<MediaSession> offered = new ArrayList<>();
    boolean media = true;
    int callRoom = Integer.MAX_VALUE;

    CallingHost(MemoryTransport transport) {
        super(transport);
    }

    abstract CoreLoop loop();

    @Override
    public boolean hasMedia() {
        return media;
    }

    @Override
    public void openMedia(long operation, NodeId peer, Endpoint to, long timeoutNanos) {
        transport().openMedia(operation, peer, to, timeoutNanos);
    }

    @Override
    public void cancelMedia(long operation) {
        transport().cancelMedia(operation);
    }

    @Override
    public void called(long operation, MediaConnection session, PathKind path) {
        called.put(operation, session.handOver(Runnable::run, path));
    }

    @Override
    public boolean offered(MediaConnection session, PathKind path) {
        if (offered.size() == callRoom) {
            return false;
        }
        offered.add(session.handOver(Runnable::run, path));
        return true;
    }

    @Override
    public void onMedia(MediaConnection session) {
        loop().onMedia(session);
    }

    @Override
    public void onMediaReady(MediaConnection session) {
        loop().onMediaReady(session);
    }

    @Override
    public void onMediaOpened(long operation, MediaConnection session) {
        loop().onMediaOpened(operation, session);
    }

    @Override
    public void onMediaFailed(long operation, DialFailure failure) {
        loop().onMediaFailed(operation, failure);
    }

    @Override
    public void onMediaClosed(MediaConnection session, MediaCloseReason reason) {
        loop().onMediaClosed(session, reason);
    }
}
