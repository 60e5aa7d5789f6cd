package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which way the packets of one connection go, and whether several of them may go in one system call. The loop only. */
abstract class WirePath {
    /** For how long packets go one by one after the system has refused several at once. */
    static final Duration UNSEGMENTED = Duration.ofMinutes(1);

    private static final long UNSEGMENTED_NANOS = UNSEGMENTED.toNanos();

    private final Channel socket;
    private boolean unsegmented;
    private long unsegmentedSinceNanos;
    private @Nullable Runnable onSent;

    WirePath(Channel socket) {
        this.socket = socket;
    }

    /** Returns the socket that the packets leave through, and come in through. */
    public final Channel socket() {
        return socket;
    }

    /** Returns where the packets go now. */
    public abstract InetSocketAddress remote();

    /** Returns an ID that packets of the peer carry. */
    abstract long connectionId();

    /** Returns the address at which the codec believes the peer to be. */
    abstract InetSocketAddress codecAddress();

    /**
     * Has something done, inside the codec's call, once the peer has shown that it can read whatever is sent on the finished connection.
     *
     * @return false if there is nothing to wait for
     */
    boolean awaitAnswer(Runnable action) {
        return false;
    }

    /** Returns whether something waits for the answer of the peer. */
    boolean isAwaitingAnswer() {
        return false;
    }

    /** Sets what is called, inside the codec's call, whenever packets of this connection leave. */
    public final void onSent(Runnable action) {
        onSent = action;
    }

    /** Takes note that packets leave. */
    final void sent() {
        Runnable action = onSent;
        if (action != null) {
            action.run();
        }
    }

    /** Takes note that the system has refused several packets at once. */
    final void refuseSegments(long nowNanos) {
        unsegmented = true;
        unsegmentedSinceNanos = nowNanos;
    }

    /** Returns whether several packets may go in one system call. */
    final boolean maySegment(long nowNanos) {
        if (unsegmented && nowNanos - unsegmentedSinceNanos >= UNSEGMENTED_NANOS) {
            unsegmented = false;
        }
        return !unsegmented;
    }
}
