package io.nodenet.transport.quic.socket;

import io.nodenet.transport.quic.socket.DialPaths.DialPath;

/**
 * Has the codec notice at once that the handshake of a dialed connection is complete.
 *
 * <p>The codec asks for that whenever it has received a packet, but a client's handshake ends while the codec sends: it would notice with the
 * next packet of the server, a round trip later. The loop only.
 */
final class HandshakeEnd {
    /** The codec may put off sending by a task, and once more if the task was to choose a certificate. */
    private static final int ROUNDS = 3;

    private HandshakeEnd() {}

    /** Looks for the end of a handshake after the codec has answered what it has received. */
    static void notice(DialPath path) {
        later(path, ROUNDS);
    }

    private static void later(DialPath path, int rounds) {
        if (rounds > 0 && !path.isUp()) {
            path.socket().eventLoop().execute(() -> {
                if (path.isLive() && !path.isUp()) {
                    path.lane().nudge(path);
                    later(path, rounds - 1);
                }
            });
        }
    }
}
