package io.nodenet.transport.quic.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.transport.media.OutboundMessage;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import org.jspecify.annotations.Nullable;

/** Sends one message on its stream, which is reset, never ended, if the message is abandoned (T7). The loop only. */
final class MessageWriter extends ChannelInboundHandlerAdapter {
    private static final int STALLED = 1;
    private static final int CANCELLED = 2;

    /** How much is written at a time. */
    private static final int PART_BYTES = 8192;

    private final OutboundMessage message;
    private @Nullable QuicStreamChannel stream;
    private @Nullable ByteBuf part;
    private int taken;
    private long progressNanos;
    private int written;

    MessageWriter(OutboundMessage message, long nowNanos) {
        this.message = message;
        this.progressNanos = nowNanos;
    }

    boolean isCancelled() {
        return message.isCancelled() && !message.isOver();
    }

    /** Returns when the connection was last seen to have taken some of it. */
    long progressNanos(long nowNanos) {
        ByteBuf waiting = part;
        if (waiting != null && waiting.readerIndex() != taken) {
            taken = waiting.readerIndex();
            progressNanos = nowNanos;
        }
        return progressNanos;
    }

    /** Begins to write to the stream; {@code onOver} is called once the connection has taken the last byte, or takes none any more. */
    void write(QuicStreamChannel opened, EventLoopNodeLoop loop, Runnable onOver) {
        stream = opened;
        if (message.isOver()) {
            abandon(STALLED);
            onOver.run();
            return;
        }
        writePart(opened, loop, onOver);
    }

    private void writePart(QuicStreamChannel opened, EventLoopNodeLoop loop, Runnable onOver) {
        byte[] frame = message.frame();
        int bytes = Math.min(PART_BYTES, frame.length - written);
        ByteBuf next = PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(frame, written, bytes);
        part = next;
        taken = 0;
        written += bytes;
        boolean last = written == frame.length;
        opened.writeAndFlush(new DefaultQuicStreamFrame(next, last)).addListener(future -> {
            part = null;
            progressNanos = loop.nanos();
            if (message.isOver()) {
                return;
            }
            if (!future.isSuccess()) {
                fail("the peer does not take it");
                onOver.run();
            } else if (last) {
                message.sent();
                onOver.run();
            } else {
                writePart(opened, loop, onOver);
            }
        });
    }

    /** Abandons the message: the connection takes nothing of it any more. */
    void fail(String why) {
        message.stalled("The message was abandoned: " + why);
    }

    /** Abandons the message: it has made no progress for too long. */
    void stall() {
        fail("it made no progress for a second");
        abandon(STALLED);
    }

    /** Abandons the message: its sender has cancelled it. */
    void cancel() {
        message.cancelled();
        abandon(CANCELLED);
    }

    /** The session has ended. */
    void end() {
        message.closed();
    }

    private void abandon(int code) {
        QuicStreamChannel opened = stream;
        if (opened != null && opened.isOpen()) {
            Failures.log("reset a message", opened.shutdownOutput(code));
        }
    }
}
