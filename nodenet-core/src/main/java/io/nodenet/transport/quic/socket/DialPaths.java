package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Knows the connections that were dialed: by their connection ID, through which socket and to which address. The loop only. */
public final class DialPaths {
    private final CodecAddresses codecAddresses;
    private final LongObjectMap<DialPath> byConnectionId = new LongObjectHashMap<>();

    /** One dialed connection, whose peer stays where it was dialed. */
    static final class DialPath extends WirePath {
        private final long connectionId;
        private final LaneChannel lane;
        private final InetSocketAddress remote;
        private final InetSocketAddress codecAddress;
        private boolean up;
        private boolean answered;
        private boolean ended;
        private @Nullable Runnable onAnswer;

        private DialPath(
                long connectionId,
                LaneChannel lane,
                Channel socket,
                InetSocketAddress remote,
                InetSocketAddress codecAddress) {
            super(socket);
            this.connectionId = connectionId;
            this.lane = lane;
            this.remote = remote;
            this.codecAddress = codecAddress;
        }

        @Override
        long connectionId() {
            return connectionId;
        }

        /** Returns the lane whose codec dialed. */
        LaneChannel lane() {
            return lane;
        }

        @Override
        public InetSocketAddress remote() {
            return remote;
        }

        /** Returns whether the codec has told that the handshake is complete. */
        boolean isUp() {
            return up;
        }

        /** Takes note of a packet after the handshake, as far as its form tells. */
        void heard() {
            Runnable waiting = onAnswer;
            if (up) {
                answered = true;
                onAnswer = null;
                if (waiting != null) {
                    waiting.run();
                }
            }
        }

        /** The answer is one to the end of the handshake, which this side completes first. */
        @Override
        boolean awaitAnswer(Runnable action) {
            boolean waits = up && !answered && !ended && onAnswer == null;
            if (waits) {
                onAnswer = action;
            }
            return waits;
        }

        @Override
        boolean isAwaitingAnswer() {
            return onAnswer != null;
        }

        /** Returns whether the connection has not ended. */
        boolean isLive() {
            return !ended;
        }

        @Override
        InetSocketAddress codecAddress() {
            return codecAddress;
        }
    }

    public DialPaths(CodecAddresses codecAddresses) {
        this.codecAddresses = codecAddresses;
    }

    /**
     * Routes packets with a connection ID to a lane, as long as they come from the dialed address through the same socket.
     *
     * @return the address that the codec has to dial
     */
    public InetSocketAddress register(long connectionId, LaneChannel lane, Channel socket, InetSocketAddress remote) {
        InetSocketAddress codecAddress = codecAddresses.next(remote.getAddress());
        DialPath path = new DialPath(connectionId, lane, socket, remote, codecAddress);
        byConnectionId.put(connectionId, path);
        codecAddresses.put(codecAddress, path);
        return codecAddress;
    }

    /** Returns the connection of a connection ID, or null. */
    @Nullable
    DialPath find(long connectionId) {
        return byConnectionId.get(connectionId);
    }

    /** Notes that the codec has told that the handshake of a connection is complete. */
    public void up(long connectionId) {
        DialPath path = byConnectionId.get(connectionId);
        if (path != null) {
            path.up = true;
        }
    }

    /** Sets what is called, inside the codec's call, whenever packets of a connection leave. */
    public void onSent(long connectionId, Runnable action) {
        DialPath path = byConnectionId.get(connectionId);
        if (path != null) {
            path.onSent(action);
        }
    }

    /** Forgets an ended connection. */
    public void unregister(long connectionId) {
        DialPath path = byConnectionId.remove(connectionId);
        if (path != null) {
            path.ended = true;
            codecAddresses.remove(path.codecAddress, path);
        }
    }

    /** Returns the number of connections. */
    public int size() {
        return byConnectionId.size();
    }
}
