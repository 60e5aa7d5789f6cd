package io.nodenet.transport.quic.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.media.InboundMessage;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import java.time.Duration;

/** Reads one message from a stream of its own, within 5 seconds (docs/protocol/05, section 6). The loop only. */
final class MessageReader extends ChannelInboundHandlerAdapter {
    /** STOP_SENDING of a stream that is not wanted. */
    static final int NOT_WANTED = 1;

    private static final long DEADLINE_NANOS = Duration.ofSeconds(5).toNanos();

    private final QuicStreamChannel stream;
    private final InboundMessage message;
    private final EventLoopNodeLoop loop;
    private final NodeLoop.Timer deadline;

    MessageReader(QuicStreamChannel stream, InboundMessage message, EventLoopNodeLoop loop) {
        this.stream = stream;
        this.message = message;
        this.loop = loop;
        this.deadline = loop.schedule(this::abandon, DEADLINE_NANOS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf chunk = (ByteBuf) received;
        loop.beginTurn();
        try {
            if (!message.onBytes(chunk, loop.nanos())) {
                stop();
            }
        } finally {
            loop.endTurn();
            chunk.release();
        }
    }

    /** The peer has ended the stream in order; a reset is told by {@link #exceptionCaught}, and never by this (T7). */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownReadComplete.INSTANCE && !message.isOver()) {
            message.onFin(System.nanoTime());
            deadline.cancel();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        abandon();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        message.onAbandoned();
        deadline.cancel();
        ctx.fireChannelInactive();
    }

    private void abandon() {
        message.onAbandoned();
        stop();
    }

    private void stop() {
        deadline.cancel();
        // in a task of its own: the codec is reading this stream here
        loop.execute(() -> {
            if (stream.isOpen() && !stream.isInputShutdown()) {
                Failures.log("stop a message", stream.shutdownInput(NOT_WANTED));
            }
        });
    }
}
