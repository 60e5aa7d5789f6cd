package io.nodenet.transport.quic.media;

import io.netty.channel.Channel;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.edge.Dial;
import io.nodenet.transport.quic.socket.DialTargets;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The media sessions that this side is opening. The loop only. */
public final class MediaDials {
    private final MediaScope media;
    private final Dial.Dialing dialing;
    private final Sockets sockets;
    private final LongSupplier connectionIds;
    private final Map<Long, MediaDial> underWay = new HashMap<>();
    private boolean closed;

    /** Chooses the socket from which a remote is dialed. */
    public interface Sockets {
        Channel towards(InetSocketAddress remote) throws NoRouteToHostException;
    }

    /**
     * Creates the dials of a transport.
     *
     * @param connectionIds draws the ID of each connection
     */
    public MediaDials(MediaScope media, Dial.Dialing dialing, Sockets sockets, LongSupplier connectionIds) {
        this.media = media;
        this.dialing = dialing;
        this.sockets = sockets;
        this.connectionIds = connectionIds;
    }

    /** Opens a session to a peer; the listener of the transport is told of the end in a later turn. */
    public void open(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        InetSocketAddress remote = DialTargets.resolve(endpoint);
        if (closed) {
            refuse(operation, DialFailure.Reason.CLOSED, "the transport is not running");
        } else if (remote == null) {
            refuse(
                    operation,
                    DialFailure.Reason.BAD_ENDPOINT,
                    endpoint + " is not a literal ip:port that can be dialed");
        } else {
            try {
                MediaDial dial = new MediaDial(
                        media,
                        dialing,
                        sockets.towards(remote),
                        new MediaDial.Target(peer, remote, connectionIds.getAsLong()),
                        operation,
                        () -> underWay.remove(operation));
                underWay.put(operation, dial);
                media.connections().loop().execute(() -> dial.start(timeoutNanos));
            } catch (NoRouteToHostException e) {
                refuse(operation, DialFailure.Reason.NO_ROUTE, String.valueOf(e.getMessage()));
            }
        }
    }

    private void refuse(long operation, DialFailure.Reason reason, String detail) {
        TransportListener listener = media.connections().listener();
        media.connections().counters().increment(TransportCounter.MEDIA_OPEN_FAILED);
        media.connections().loop().execute(() -> listener.onMediaFailed(operation, new DialFailure(reason, detail)));
    }

    /** Cancels the opening of a session; without effect if it has ended. */
    public void cancel(long operation) {
        MediaDial dial = underWay.get(operation);
        if (dial != null) {
            dial.cancel();
        }
    }

    /** Ends all of them, and takes no more. */
    public void close() {
        closed = true;
        for (MediaDial dial : new ArrayList<>(underWay.values())) {
            dial.abort(DialFailure.Reason.CLOSED, "the transport is closing");
        }
    }

    /** Returns how many sessions are being opened. */
    public int size() {
        return underWay.size();
    }
}
