package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Connection;
import io.nodenet.transport.Transport;
import io.nodenet.transport.WriteResult;
import io.nodenet.transport.quic.QuicTransport;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Routed messages of 1 KiB per second through a node that forwards them, against the same frames over one edge.
 *
 * <p>The sender has a bounded number of messages under way, as an application has that awaits acknowledgements: a forwarder drops what its
 * next hop has no room for, and takes in at full speed what it then drops.
 */
final class ForwardingScenario implements Scenario {
    private static final int PAYLOAD_BYTES = 880;

    /** Three event loops and the compiler share the machine: the rate still rises after five seconds on two cores. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    @Override
    public List<Figure> run(Duration time) throws Exception {
        double direct = FramesScenario.ours(time);
        double forwarded = forwarded(time);
        return List.of(
                new Figure("forwarding", "one edge", direct, "frames/s", null),
                new Figure("forwarding", "through a third node", forwarded, "frames/s", direct));
    }

    private static double forwarded(Duration time) throws Exception {
        Rate rate = new Rate();
        AtomicReference<Transport> transport = new AtomicReference<>();
        Identity identity = Identity.generate();
        try (Node forwarder = Node.builder()
                        .identity(identity)
                        .difficulty(0)
                        .rateLimited(false)
                        .transport(self -> {
                            transport.set(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0))
                                    .apply(self));
                            return transport.get();
                        })
                        .build();
                Receiver receiver = new Receiver(rate);
                Sender sender = new Sender(receiver.identity.nodeId(), rate)) {
            receiver.onArrival = sender::go;
            forwarder.start();
            Connection in = receiver.connect(identity, transport.get());
            ByteBuf ping = Unpooled.buffer();
            FrameCodec.encodeHeader(FrameType.PING, 0, ping);
            receiver.transport.loop().execute(() -> in.send(ping));
            sender.pump(sender.connect(identity, transport.get()));
            return rate.measure(time.compareTo(WARM_UP) < 0 ? WARM_UP : time, time);
        }
    }

    /** Counts routed messages, and answers the pings by which the forwarder tells that it is alive. */
    private static final class Receiver extends Peer {
        private static final int PER_WAKE_UP = 64;

        private final Rate rate;
        private Runnable onArrival = () -> {};
        private int arrived;
        private final ByteBuf pong = Unpooled.buffer();

        Receiver(Rate rate) {
            this.rate = rate;
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

    /** Sends copies of a signed message, signed anew before it is stale, up to a number that has not arrived. */
    private static final class Sender extends Peer {
        private static final int UNDER_WAY = 512;
        private static final long LOSS_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
        private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

        private final NodeId target;
        private final Rate arrivals;
        private final ByteBuf frame = Unpooled.buffer(2 * Payloads.FRAME_BYTES);
        private volatile @Nullable Connection connection;
        private long sent;
        private long arrivedAtLastCheck;

        Sender(NodeId target, Rate arrivals) {
            this.target = target;
            this.arrivals = arrivals;
        }

        void pump(Connection to) {
            transport.loop().execute(() -> {
                connection = to;
                sign();
                checkForLoss();
            });
        }

        /** Goes on; any thread. */
        void go() {
            Connection to = connection;
            if (to != null) {
                transport.loop().execute(() -> onWritable(to));
            }
        }

        /** What has not arrived although nothing moves any more was lost. */
        private void checkForLoss() {
            long arrived = arrivals.total();
            if (arrived == arrivedAtLastCheck) {
                sent = arrived;
                go();
            }
            arrivedAtLastCheck = arrived;
            transport.loop().schedule(this::checkForLoss, LOSS_CHECK_NANOS);
        }

        private void sign() {
            SignedMessage message = RoutedSigning.sign(
                    identity, FrameType.ROUTE, target, transport.loop().time().wallNanos(), new byte[PAYLOAD_BYTES]);
            message.writeFrame(frame.clear(), SignedMessage.MAX_HOPS, List.of());
            transport.loop().schedule(this::sign, REFRESH_NANOS);
        }

        @Override
        public void onWritable(Connection to) {
            while (sent - arrivals.total() < UNDER_WAY && to.send(frame) == WriteResult.ACCEPTED) {
                sent++;
            }
        }
    }
}
