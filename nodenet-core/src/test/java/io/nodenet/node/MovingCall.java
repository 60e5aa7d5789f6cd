package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The example of docs/media.md: a call that takes the better path as soon as the edge has one. The callee accepts every session, and sends over the one that
 * it has accepted last.
 */
final class MovingCall implements AutoCloseable {
    private final Node node;
    private final NodeId peer;
    private final MediaListener listener;
    private final EventSubscription subscription;
    private final AtomicBoolean moving = new AtomicBoolean();
    private volatile MediaSession session;

    /** Takes over a session that this node has opened, and that nobody listens to. */
    MovingCall(Node node, MediaSession session, MediaListener listener) {
        this.node = node;
        this.peer = session.peer();
        this.listener = listener;
        this.session = session;
        session.listen(listener);
        subscription = node.on(NodeEvent.PathChanged.class, this::onPath);
    }

    MediaSendResult send(int channel, ByteBuffer payload) {
        return session.sendDatagram(channel, payload);
    }

    MediaSession session() {
        return session;
    }

    private void onPath(NodeEvent.PathChanged change) {
        boolean better = change.path().compareTo(session.path()) < 0; // direct before punched before relayed
        if (change.peer().equals(peer) && better && moving.compareAndSet(false, true)) {
            node.call(peer).thenAccept(this::prepare).exceptionally(failure -> {
                moving.set(false); // stays where it is
                return null;
            });
        }
    }

    /** Has the second session take over once the peer talks on it: until then it may still be refused. */
    private void prepare(MediaSession second) {
        second.closed().thenRun(() -> moving.set(false));
        second.listen(new MediaListener() {
            @Override
            public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
                if (session != second) {
                    switchTo(second);
                }
                listener.onDatagram(channel, payload, receivedNanos);
            }
        });
    }

    private void switchTo(MediaSession second) {
        MediaSession first = session;
        session = second;
        moving.set(false);
        // what waits in the send ring of the first leaves before it is closed
        CompletableFuture.delayedExecutor(1, SECONDS).execute(first::close);
    }

    @Override
    public void close() {
        subscription.cancel();
        session.close();
    }
}
