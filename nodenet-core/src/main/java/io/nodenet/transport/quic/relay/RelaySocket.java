package io.nodenet.transport.quic.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelaySplice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one of the two sockets of a relay session, and sends on from the other one what is carried: the very buffer that was received.
 *
 * <p>Nothing is held for a socket that takes no more: what comes then is dropped. So no more waits than one read has given, whose datagrams
 * share one buffer. The loop only.
 */
final class RelaySocket extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RelaySocket.class);

    private final RelaySide side;
    private final RelaySplice splice;
    private final RelayPlane plane;
    private @Nullable Channel exit;
    private int burst;
    private boolean congested;

    RelaySocket(RelaySide side, RelaySplice splice, RelayPlane plane) {
        this.side = side;
        this.splice = splice;
        this.plane = plane;
    }

    /** Sets the other socket, from which what is carried leaves; before the first datagram is read. */
    void joinTo(Channel other) {
        exit = other;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel out = Objects.requireNonNull(exit);
        if (burst++ == 0) {
            plane.loop().beginTurn();
            congested = !out.isWritable();
        }
        DatagramPacket packet = (DatagramPacket) message;
        if (!plane.mayPass(splice, side, packet, congested)) {
            packet.release();
            return;
        }
        ByteBuf payload = packet.content();
        out.write(new DatagramPacket(payload, splice.peer(side.other()))).addListener(plane.failures());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (burst > 0) {
            Objects.requireNonNull(exit).flush();
            plane.rounds().took(ctx.channel(), burst);
            burst = 0;
            plane.loop().endTurn();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        plane.rounds().forget(ctx.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A relay socket reports {}", String.valueOf(cause));
    }
}
