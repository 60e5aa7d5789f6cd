package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;

/**
 * Carries what a lane's codec writes to the real socket.
 *
 * <p>An empty datagram is the codec's barrier "everything before me was handed over"; it must never reach a peer.
 */
final class LaneBridge extends ChannelOutboundHandlerAdapter {
    private final Channel socket;

    LaneBridge(Channel socket) {
        this.socket = socket;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof DatagramPacket packet && !packet.content().isReadable()) {
            packet.release();
            socket.flush();
            promise.trySuccess();
            return;
        }
        ChannelFuture written = socket.write(message);
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

    @Override
    public void flush(ChannelHandlerContext ctx) {
        socket.flush();
    }
}
