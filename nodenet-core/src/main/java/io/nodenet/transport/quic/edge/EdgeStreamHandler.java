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

    private final QuicConnection connection;
    private final EventLoopNodeLoop loop;

    EdgeStreamHandler(QuicConnection connection, EventLoopNodeLoop loop) {
        this.connection = connection;
        this.loop = loop;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf chunk = (ByteBuf) message;
        loop.beginTurn();
        try {
            connection.onStreamData(chunk);
        } finally {
            loop.endTurn();
            chunk.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            connection.onStreamEnded();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.onStreamEnded();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("Stream of {}: {}", connection, cause.toString());
        connection.onStreamEnded();
    }
}
