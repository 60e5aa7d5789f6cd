package io.nodenet.benchmarks.load;

import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSession;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.Connection;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call of a node that forwards 5,000 frames of 1 KiB per second between twelve neighbours: 3,000 datagrams of 400 bytes and 20 messages
 * of 16 KiB per second in each direction. Measures the delay of the datagrams and the effect on forwarding.
 */
final class CallBesideForwardingScenario implements Scenario {
    private static final int PAIRS = 6;
    private static final int FRAMES_PER_SECOND = 5_000;
    private static final int DATAGRAMS_PER_SECOND = 3_000;
    private static final int MESSAGES_PER_SECOND = 20;
    private static final int DATAGRAM_BYTES = 400;
    private static final int MESSAGE_BYTES = 16_384;
    private static final int CHANNEL = MediaSession.MIN_CHANNEL;
    private static final long WAIT_SECONDS = 20;
    private static final Duration SETTLE = Duration.ofMillis(500);

    /** The forwarded frames per second, and the share of time in which the node's loop had work. */
    private record Forwarding(double perSecond, double busyPercent) {}

    @Override
    public List<Figure> run(Duration time) throws Exception {
        AtomicReference<Transport> transport = new AtomicReference<>();
        Identity identity = Identity.generate();
        NodeBuilder forwarding = node(identity).mediaConsent(caller -> true).transport(self -> {
            transport.set(
                    QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0).maxInitialsPerAddress(0))
                            .apply(self));
            return transport.get();
        });
        List<Peer> peers = new ArrayList<>();
        try (Node forwarder = forwarding.build()) {
            forwarder.start();
            List<Rate> rates = forward(peers, identity, transport.get());
            return measure(forwarder, transport.get(), rates, time);
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private static NodeBuilder node(Identity identity) {
        return Node.builder().identity(identity).difficulty(0).rateLimited(false);
    }

    /** Makes half of the neighbours send messages to the other half; returns the rate of arrivals. */
    private static List<Rate> forward(List<Peer> peers, Identity identity, Transport forwarder) throws Exception {
        List<Rate> rates = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            Rate rate = new Rate();
            rates.add(rate);
            RoutedReceiver receiver = new RoutedReceiver(rate);
            peers.add(receiver);
            receiver.join(identity, forwarder);
            Sender sender = new Sender(receiver);
            peers.add(sender);
            sender.pump(sender.connect(identity, forwarder));
        }
        return rates;
    }

    private static List<Figure> measure(Node forwarder, Transport transport, List<Rate> rates, Duration time)
            throws Exception {
        CompletableFuture<Long> loop = new CompletableFuture<>();
        transport.loop().execute(() -> loop.complete(Thread.currentThread().getId()));
        long loopThread = loop.get(WAIT_SECONDS, TimeUnit.SECONDS);
        Thread.sleep(time.toMillis());
        Forwarding alone = forwarding(rates, loopThread, time);
        NodeBuilder calling = node(Identity.generate())
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(forwarder.id() + "@" + forwarder.endpoint().text());
        try (Node caller = calling.build()) {
            CompletableFuture<NodeId> edge = new CompletableFuture<>();
            caller.on(NodeEvent.PeerConnected.class, event -> edge.complete(event.peer()));
            caller.start();
            edge.get(WAIT_SECONDS, TimeUnit.SECONDS);
            CompletableFuture<MediaSession> taken = new CompletableFuture<>();
            forwarder.onCall(call -> call.accept().ifPresent(taken::complete));
            MediaSession callers = caller.call(forwarder.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
            try (CallEnd there = new CallEnd(callers);
                    CallEnd here = new CallEnd(taken.get(WAIT_SECONDS, TimeUnit.SECONDS))) {
                Thread.sleep(time.toMillis());
                there.begin();
                here.begin();
                Forwarding beside = forwarding(rates, loopThread, time);
                there.stopSending();
                here.stopSending();
                Thread.sleep(SETTLE.toMillis());
                return figures(alone, beside, there, here);
            }
        }
    }

    private static Forwarding forwarding(List<Rate> rates, long loopThread, Duration time) throws Exception {
        long before = total(rates);
        long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(loopThread);
        long start = System.nanoTime();
        Thread.sleep(time.toMillis());
        double nanos = System.nanoTime() - start;
        double busy = (ManagementFactory.getThreadMXBean().getThreadCpuTime(loopThread) - cpu) / nanos;
        return new Forwarding((total(rates) - before) * 1e9 / nanos, 100 * busy);
    }

    private static long total(List<Rate> rates) {
        return rates.stream().mapToLong(Rate::total).sum();
    }

    private static List<Figure> figures(Forwarding alone, Forwarding beside, CallEnd caller, CallEnd callee) {
        return List.of(
                figure("forwarded without a call", alone.perSecond, "frames/s", null),
                figure("forwarded beside a call", beside.perSecond, "frames/s", alone.perSecond),
                figure("loop without a call", alone.busyPercent, "% CPU", null),
                figure("loop beside a call", beside.busyPercent, "% CPU", alone.busyPercent),
                figure("delay p50, to the node", callee.delay(0.5), "us", null),
                figure("delay p99, to the node", callee.delay(0.99), "us", null),
                figure("delay p99, from the node", caller.delay(0.99), "us", null),
                figure(
                        "datagrams received",
                        (double) caller.datagrams() + callee.datagrams(),
                        "datagrams",
                        (double) caller.sentDatagrams() + callee.sentDatagrams()),
                figure(
                        "messages received",
                        (double) caller.messages() + callee.messages(),
                        "messages",
                        (double) caller.sentMessages() + callee.sentMessages()));
    }

    private static Figure figure(String name, double value, String unit, @Nullable Double limit) {
        return new Figure("call-beside-forwarding", name, value, unit, limit);
    }

    /** Sends its share of the frames, on its loop. */
    private static final class Sender extends RoutedSender {
        private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

        private final Pacer pacer = new Pacer(FRAMES_PER_SECOND / PAIRS);

        Sender(Peer target) {
            super(target.identity.nodeId());
        }

        void pump(Connection to) {
            transport.loop().execute(() -> {
                sign();
                pace(to);
            });
        }

        private void pace(Connection to) {
            pacer.catchUp(() -> sendTo(to));
            transport.loop().schedule(() -> pace(to), STEP_NANOS);
        }
    }

    /** One end of the call: a thread that sends, and a receiver that keeps the delays. */
    private static final class CallEnd implements MediaListener, AutoCloseable {
        private final MediaSession session;
        private Latencies delays = new Latencies();
        private final Rate datagrams = new Rate();
        private final Rate messages = new Rate();
        private final Rate sentDatagrams = new Rate();
        private final Rate sentMessages = new Rate();
        private final ByteBuffer datagram = ByteBuffer.allocate(DATAGRAM_BYTES);
        private final ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
        private final Pacing pacing = new Pacing();

        CallEnd(MediaSession session) {
            this.session = session;
            session.listen(this);
            pacing.start();
        }

        /** Sends until it is stopped. */
        private final class Pacing extends Thread {
            private volatile boolean stopped;

            @Override
            public void run() {
                Pacer ofMessages = new Pacer(MESSAGES_PER_SECOND);
                Pacer ofDatagrams = new Pacer(DATAGRAMS_PER_SECOND);
                while (!stopped) {
                    ofDatagrams.catchUp(CallEnd.this::sendDatagram);
                    ofMessages.catchUp(CallEnd.this::sendMessage);
                    Pacer.step();
                }
            }
        }

        private void sendDatagram() {
            session.sendDatagram(CHANNEL, datagram.putLong(0, System.nanoTime()));
            sentDatagrams.add(1);
        }

        private void sendMessage() {
            session.sendMessage(CHANNEL, message);
            sentMessages.add(1);
        }

        void stopSending() {
            pacing.stopped = true;
            Threads.join(pacing);
        }

        @Override
        public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
            long late = System.nanoTime() - payload.getLong(0);
            keep(late);
            datagrams.add(1);
        }

        @Override
        public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
            messages.add(1);
        }

        private synchronized void keep(long late) {
            delays.add(late);
        }

        /** Forgets the delays of the warm-up. */
        synchronized void begin() {
            delays = new Latencies();
        }

        synchronized double delay(double quantile) {
            return delays.micros(quantile);
        }

        long datagrams() {
            return datagrams.total();
        }

        long messages() {
            return messages.total();
        }

        long sentDatagrams() {
            return sentDatagrams.total();
        }

        long sentMessages() {
            return sentMessages.total();
        }

        @Override
        public void close() {
            stopSending();
            session.close();
        }
    }
}
