package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.FrameType;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends copies of a routed message of 1 KiB, which is signed again before it becomes stale. */
class RoutedSender extends Peer {
    private static final int PAYLOAD_BYTES = 880;
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final NodeId target;
    private final ByteBuf frame = Unpooled.buffer(2 * Payloads.FRAME_BYTES);

    RoutedSender(NodeId target) {
        this.target = target;
    }

    /** Signs the message now and periodically; on the loop, before the first one is sent. */
    final void sign() {
        SignedMessage message = RoutedSigning.sign(
                identity, FrameType.ROUTE, target, transport.loop().time().wallNanos(), new byte[PAYLOAD_BYTES]);
        message.writeFrame(frame.clear(), SignedMessage.MAX_HOPS, List.of());
        transport.loop().schedule(this::sign, REFRESH_NANOS);
    }

    /** Sends a copy; returns whether there was room. On the loop. */
    final boolean sendTo(Connection to) {
        return to.send(frame) == WriteResult.ACCEPTED;
    }
}
