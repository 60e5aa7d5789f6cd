package io.nodenet.benchmarks.load;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.transport.Connection;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Routed messages of 1 KiB per second through a node that forwards them, compared with the same frames over one edge.
 *
 * <p>The sender has a bounded number of messages in flight, like an application that awaits acknowledgements: a forwarder drops messages
 * for which its next hop has no room, after receiving them at full speed.
 */
final class ForwardingScenario implements Scenario {
    /** Three event loops and the compiler share the machine: the rate still rises after five seconds on two cores. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    @Override
    public List<Figure> run(Duration time) throws Exception {
        return FramesScenario.figures(
                "forwarding", "one edge", FramesScenario.ours(time), "through a third node", forwarded(time));
    }

    private static Cost forwarded(Duration time) throws Exception {
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
                RoutedReceiver receiver = new RoutedReceiver(rate);
                Sender sender = new Sender(receiver.identity.nodeId(), rate)) {
            receiver.onArrival(sender::go);
            forwarder.start();
            receiver.join(identity, transport.get());
            sender.pump(sender.connect(identity, transport.get()));
            return Cost.measure(rate, WARM_UP, time);
        }
    }

    /** Sends messages while fewer than a number have not arrived. */
    private static final class Sender extends RoutedSender {
        private static final int UNDER_WAY = 512;
        private static final long LOSS_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

        private final Rate arrivals;
        private volatile @Nullable Connection connection;
        private long sent;
        private long arrivedAtLastCheck;

        Sender(NodeId target, Rate arrivals) {
            super(target);
            this.arrivals = arrivals;
        }

        void pump(Connection to) {
            transport.loop().execute(() -> {
                connection = to;
                sign();
                checkForLoss();
            });
        }

        /** Continues; any thread. */
        void go() {
            Connection to = connection;
            if (to != null) {
                transport.loop().execute(() -> onWritable(to));
            }
        }

        /** Messages that have not arrived when nothing moves any more are lost. */
        private void checkForLoss() {
            long arrived = arrivals.total();
            if (arrived == arrivedAtLastCheck) {
                sent = arrived;
                go();
            }
            arrivedAtLastCheck = arrived;
            transport.loop().schedule(this::checkForLoss, LOSS_CHECK_NANOS);
        }

        @Override
        public void onWritable(Connection to) {
            while (sent - arrivals.total() < UNDER_WAY && sendTo(to)) {
                sent++;
            }
        }
    }
}
