package io.nodenet.benchmarks.load;

import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.MediaConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A transport without a node above it, and one media session, whose listener has its own thread or shares the loop. */
final class MediaPeer extends Peer {
    private static final long WAIT_SECONDS = 10;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Executor executor;
    private final CompletableFuture<MediaSession> session = new CompletableFuture<>();

    MediaPeer(boolean ownThread) {
        executor = ownThread ? thread : Runnable::run;
    }

    /** Returns the executor on which the listener is called. */
    Executor executor() {
        return executor;
    }

    /** Opens a session to another peer. */
    MediaSession open(MediaPeer other, MediaListener here, MediaListener there) throws Exception {
        transport
                .loop()
                .execute(() -> transport.openMedia(
                        0,
                        other.identity.nodeId(),
                        other.transport.boundEndpoint(),
                        TimeUnit.SECONDS.toNanos(WAIT_SECONDS)));
        other.session().listen(there);
        session().listen(here);
        return session();
    }

    /** Waits for the session of this peer. */
    MediaSession session() throws Exception {
        return session.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onMedia(MediaConnection connection) {
        session.complete(connection.handOver(executor, PathKind.DIRECT));
    }

    @Override
    public void onMediaOpened(long operation, MediaConnection connection) {
        session.complete(connection.handOver(executor, PathKind.DIRECT));
    }

    @Override
    public void onMediaFailed(long operation, DialFailure failure) {
        session.completeExceptionally(new IllegalStateException(failure.detail()));
    }

    @Override
    public void close() {
        super.close();
        thread.shutdown();
    }
}
