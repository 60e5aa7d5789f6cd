package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.transport.Connection;
import io.nodenet.transport.Transport;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;

/** Counts routed messages, and returns the pings with which the forwarder checks that it is alive. */
final class RoutedReceiver extends Peer {
    private static final int PER_WAKE_UP = 64;

    private final Rate rate;
    private Runnable onArrival = () -> {};
    private int arrived;
    private final ByteBuf pong = Unpooled.buffer();

    RoutedReceiver(Rate rate) {
        this.rate = rate;
    }

    /** Sets the action after each number of arrived messages; called before it joins. */
    void onArrival(Runnable action) {
        onArrival = action;
    }

    /** Dials a forwarder, and shows it that this peer is alive. */
    void join(Identity forwarder, Transport of) throws Exception {
        Connection connection = connect(forwarder, of);
        ByteBuf ping = Unpooled.buffer();
        FrameCodec.encodeHeader(FrameType.PING, 0, ping);
        transport.loop().execute(() -> connection.send(ping));
    }

    @Override
    public void onFrame(Connection connection, ByteBuf frame) {
        byte type = frame.getByte(frame.readerIndex() + 1);
        if (type == FrameType.ROUTE.code()) {
            rate.add(1);
            if (++arrived % PER_WAKE_UP == 0) {
                onArrival.run();
            }
        } else if (type == FrameType.PING.code()) {
            Endpoint observed = connection.remoteEndpoint();
            FrameCodec.encodeHeader(FrameType.PONG, AddressCodec.length(observed), pong.clear());
            AddressCodec.write(observed, pong);
            connection.send(pong);
        }
    }
}
