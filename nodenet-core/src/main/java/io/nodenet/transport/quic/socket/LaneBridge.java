package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/**
 * Carries what a lane's codec writes to the real socket, and to the real address of the peer.
 *
 * <p>An empty datagram is the codec's barrier "everything before me was handed over"; it must never reach a peer.
 */
final class LaneBridge extends ChannelOutboundHandlerAdapter {
    private final Channel socket;
    private final PeerPaths paths;

    LaneBridge(Channel socket, PeerPaths paths) {
        this.socket = socket;
        this.paths = paths;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        DatagramPacket packet = (DatagramPacket) message;
        if (!packet.content().isReadable()) {
            packet.release();
            socket.flush();
            promise.trySuccess();
            return;
        }
        InetSocketAddress recipient = packet.recipient();
        InetSocketAddress remote = paths.toWire(recipient);
        if (remote == null) {
            // the last words of a connection that has ended
            packet.release();
            promise.trySuccess();
            return;
        }
        ChannelFuture written = socket.write(remote.equals(recipient) ? packet : addressed(packet, remote));
        if (promise.isVoid()) {
            return;
        }
        written.addListener(future -> {
            Throwable cause = future.cause();
            if (cause == null) {
                promise.trySuccess();
            } else {
                promise.tryFailure(cause);
            }
        });
    }

    private static DatagramPacket addressed(DatagramPacket packet, InetSocketAddress remote) {
        return packet.getClass() == DatagramPacket.class
                ? new DatagramPacket(packet.content(), remote)
                : SegmentedPackets.addressed(packet, remote);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        socket.flush();
    }
}
