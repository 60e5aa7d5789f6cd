package io.nodenet.transport.quic.edge;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.Failures;

/**
 * Gives the streams that peers open to what their connection carries, and refuses those that it does not take (docs/protocol/04, section 5.7,
 * [V]): STOP_SENDING 0, and RESET_STREAM 0 for a bidirectional one.
 */
public final class AcceptedStreams extends ChannelInitializer<QuicStreamChannel> {
    private final EventLoopNodeLoop loop;

    public AcceptedStreams(EventLoopNodeLoop loop) {
        this.loop = loop;
    }

    @Override
    protected void initChannel(QuicStreamChannel stream) {
        ChannelUser user = stream.parent().attr(QuicChannelHandler.USER).get();
        if (user == null || !user.accept(stream)) {
            stream.config().setAutoRead(false);
            // in a task of its own: the codec is walking over its streams here
            loop.execute(() -> refuse(stream));
        }
    }

    private static void refuse(QuicStreamChannel stream) {
        if (stream.type() == QuicStreamType.UNIDIRECTIONAL) {
            Failures.log("refuse a stream", stream.shutdownInput(0));
        } else {
            Failures.log("refuse a stream", stream.shutdown(0, stream.newPromise()));
        }
    }
}
