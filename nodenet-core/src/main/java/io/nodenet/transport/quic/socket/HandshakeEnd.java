package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.transport.quic.socket.DialPaths.DialPath;
import java.net.InetSocketAddress;

/**
 * Has the codec notice at once that the handshake of a dialed connection is complete.
 *
 * <p>The codec asks for that whenever it has received a packet, but a client's handshake ends while the codec sends: it would notice with the
 * next packet of the server, a round trip later. So it receives one that nobody has sent and that no key opens, which it drops after it has
 * asked. The loop only.
 */
final class HandshakeEnd {
    /** The codec may put off sending by a task, and once more if the task was to choose a certificate. */
    private static final int ROUNDS = 3;

    private static final int SHORT_HEADER = 0x40;

    /** As many bytes behind the connection ID as the shortest packet has that can be opened: number and tag. */
    private static final int REST = 4 + 16;

    private HandshakeEnd() {}

    /** Looks for the end of a handshake after the codec has answered what it has received. */
    static void notice(DialPath path, long connectionId) {
        later(path, connectionId, ROUNDS);
    }

    private static void later(DialPath path, long connectionId, int rounds) {
        if (rounds > 0 && !path.isUp()) {
            path.socket().eventLoop().execute(() -> {
                if (path.isLive() && !path.isUp()) {
                    ask(path, connectionId);
                    later(path, connectionId, rounds - 1);
                }
            });
        }
    }

    private static void ask(DialPath path, long connectionId) {
        LaneChannel lane = path.lane();
        ByteBuf nothing = lane.alloc()
                .directBuffer(1 + Long.BYTES + REST)
                .writeByte(SHORT_HEADER)
                .writeLong(connectionId)
                .writeZero(REST);
        lane.touch();
        lane.pipeline()
                .fireChannelRead(new DatagramPacket(
                        nothing, (InetSocketAddress) path.socket().localAddress(), path.codecAddress()));
        lane.readComplete();
    }
}
