package io.nodenet.transport.quic.socket;

import java.net.InetAddress;
import java.util.Arrays;

/** The source address to which all connection IDs of one accepted connection are pinned; its port may change. The loop only. */
public final class PeerPath {
    private final InetAddress address;
    private long[] connectionIds = new long[2];
    private int count;

    PeerPath(InetAddress address) {
        this.address = address;
    }

    /** Answers the pinned address. */
    public InetAddress address() {
        return address;
    }

    /** Notes that a connection ID leads here. */
    void add(long connectionId) {
        if (count == connectionIds.length) {
            connectionIds = Arrays.copyOf(connectionIds, 2 * count);
        }
        connectionIds[count++] = connectionId;
    }

    /** Answers the connection IDs noted so far. */
    long[] connectionIds() {
        return Arrays.copyOf(connectionIds, count);
    }
}
