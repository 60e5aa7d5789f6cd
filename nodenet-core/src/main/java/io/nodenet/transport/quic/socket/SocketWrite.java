package io.nodenet.transport.quic.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;

/**
 * The write of a packet to a socket: when it has ended, so has the write of the codec that it belongs to, and a packet that the system does
 * not send is counted by cause. The loop only.
 *
 * <p>It has no listener for that: with one, each packet would cost two promises with a lock for every listener.
 */
class SocketWrite extends DefaultChannelPromise {
    final ChannelPromise ofCodec;
    private final EnumCounters<TransportCounter> counters;

    /**
     * Makes the promise of one write.
     *
     * @param ofCodec ends with this one, and may be void
     */
    SocketWrite(Channel socket, ChannelPromise ofCodec, EnumCounters<TransportCounter> counters) {
        super(socket);
        this.ofCodec = ofCodec;
        this.counters = counters;
    }

    @Override
    public final boolean trySuccess(Void result) {
        boolean first = super.trySuccess(null);
        if (first) {
            onSent();
        }
        return first;
    }

    @Override
    public final ChannelPromise setSuccess(Void result) {
        super.setSuccess(null);
        onSent();
        return this;
    }

    @Override
    public final boolean tryFailure(Throwable cause) {
        boolean first = super.tryFailure(cause);
        if (first) {
            onFailed(cause);
        }
        return first;
    }

    @Override
    public final ChannelPromise setFailure(Throwable cause) {
        super.setFailure(cause);
        onFailed(cause);
        return this;
    }

    /** The system has taken the packet. */
    void onSent() {
        ofCodec.trySuccess();
    }

    /** The system has not taken the packet. */
    void onFailed(Throwable cause) {
        SendFailure.count(cause, counters);
        if (!ofCodec.isVoid()) {
            ofCodec.tryFailure(cause);
        }
    }
}
