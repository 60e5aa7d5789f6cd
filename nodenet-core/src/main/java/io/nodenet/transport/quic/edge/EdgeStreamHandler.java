package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the events of stream 0 to its edge, within a turn of the loop. */
final class EdgeStreamHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeStreamHandler.class);

    private final Edge edge;
    private final EventLoopNodeLoop loop;

    /** The edge that the stream belongs to. */
    interface Edge {
        /** Bytes of the stream arrived; borrowed. */
        void onStreamData(ByteBuf chunk);

        /** The peer will send no more on the stream: all that it sent was told. */
        void onStreamFinished();

        /** The peer reset or stopped the stream while the connection lives. */
        void onStreamBroken();
    }

    EdgeStreamHandler(Edge edge, EventLoopNodeLoop loop) {
        this.edge = edge;
        this.loop = loop;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf chunk = (ByteBuf) message;
        loop.beginTurn();
        try {
            edge.onStreamData(chunk);
        } finally {
            loop.endTurn();
            chunk.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            edge.onStreamFinished();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        edge.onStreamBroken();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("Stream of {}: {}", edge, cause.toString());
        edge.onStreamBroken();
    }
}
