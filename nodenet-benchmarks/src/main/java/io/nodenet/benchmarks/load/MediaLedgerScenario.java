package io.nodenet.benchmarks.load;

import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.media.MediaStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The ledger of datagrams of 1,200 bytes over one media session: each datagram was received, or counted when it was dropped, or is among
 * the packets that the path is known to have lost. Paced, or as fast as the session accepts them.
 */
final class MediaLedgerScenario implements Scenario {
    private static final int PER_SECOND = 20_000;
    private static final Duration LIFETIME = Duration.ofMillis(100);

    /** The time after which a refused sender tries again even without notice of room. */
    private static final long NO_ROOM_MILLIS = 10;

    /** The path figures are updated once per second. */
    private static final Duration SETTLE = Duration.ofMillis(1500);

    private static final String MISSING = "not accounted for";
    private static final String LOST = "packets lost by the path";
    private static final String UNDELIVERED = "received and not delivered";

    private final String name;
    private final boolean isPaced;

    private MediaLedgerScenario(String name, boolean isPaced) {
        this.name = name;
        this.isPaced = isPaced;
    }

    /** Returns the ledger of a sender of 20,000 per second. */
    static MediaLedgerScenario paced() {
        return new MediaLedgerScenario("media-paced", true);
    }

    /** Returns the ledger of a sender that fills the send ring whenever there is room. */
    static MediaLedgerScenario flatOut() {
        return new MediaLedgerScenario("media-flat-out", false);
    }

    /** The sending application. */
    private static final class Sender implements MediaListener {
        private final ByteBuffer payload = ByteBuffer.allocate(MediaSession.MAX_DATAGRAM_BYTES);
        private final Semaphore room = new Semaphore(0);
        private long offered;
        private long refused;

        @Override
        public void onDatagram(int channel, ByteBuffer datagram, long receivedNanos) {}

        @Override
        public void onRoom() {
            room.release();
        }

        boolean send(MediaSession session) {
            offered++;
            boolean isSent = session.sendDatagram(MediaSession.MIN_CHANNEL, payload, LIFETIME) == MediaSendResult.SENT;
            refused += isSent ? 0 : 1;
            return isSent;
        }

        void sendFlatOut(MediaSession session, Duration time) throws InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < time.toNanos()) {
                if (!send(session)) {
                    room.tryAcquire(NO_ROOM_MILLIS, TimeUnit.MILLISECONDS);
                    room.drainPermits();
                }
            }
        }
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        Rate delivered = new Rate();
        try (MediaPeer receiver = new MediaPeer(true);
                MediaPeer peer = new MediaPeer(true)) {
            MediaListener counting = (channel, payload, receivedNanos) -> delivered.add(1);
            Sender sender = new Sender();
            MediaSession session = peer.open(receiver, sender, counting);
            long dropsBefore = UdpDrops.total();
            if (isPaced) {
                Pacer.run(time, PER_SECOND, () -> sender.send(session));
            } else {
                sender.sendFlatOut(session, time);
            }
            Thread.sleep(SETTLE.toMillis());
            long dropped = UdpDrops.total() - dropsBefore;
            return ledger(sender, session.stats(), receiver.session().stats(), dropped, delivered.total());
        }
    }

    private List<Figure> ledger(
            Sender sender, MediaStats sent, MediaStats received, long droppedByKernel, long delivered) {
        long droppedBySender = sent.get(MediaCounter.TX_DROPPED_QUEUE)
                + sent.get(MediaCounter.TX_DROPPED_DEADLINE)
                + sent.get(MediaCounter.TX_DROPPED_SEND)
                + sent.get(MediaCounter.TX_DROPPED_CLOSED);
        long droppedByReceiver = received.get(MediaCounter.RX_DROPPED_BUDGET)
                + received.get(MediaCounter.RX_DROPPED_RESERVED)
                + received.get(MediaCounter.RX_DROPPED_QUEUE);
        long arrived = received.get(MediaCounter.RX_DATAGRAMS);
        List<Figure> figures = new ArrayList<>(List.of(
                figure("offered", sender.offered),
                figure("refused, as the sender was told", sender.refused),
                figure("TX_DATAGRAMS", sent.get(MediaCounter.TX_DATAGRAMS)),
                figure("TX_DROPPED_QUEUE", sent.get(MediaCounter.TX_DROPPED_QUEUE)),
                figure("TX_DROPPED_DEADLINE", sent.get(MediaCounter.TX_DROPPED_DEADLINE)),
                figure("TX_DROPPED_SEND", sent.get(MediaCounter.TX_DROPPED_SEND)),
                figure("dropped by the kernel, of all its UDP sockets", droppedByKernel),
                figure("RX_DATAGRAMS", arrived),
                figure("RX_DROPPED_QUEUE", received.get(MediaCounter.RX_DROPPED_QUEUE)),
                figure("RX_DROPPED_BUDGET", received.get(MediaCounter.RX_DROPPED_BUDGET))));
        figures.addAll(outcome(
                arrived - delivered,
                sent.path().lostPackets(),
                sender.offered - droppedBySender - droppedByReceiver - arrived));
        return figures;
    }

    /** Returns the check of whether a ledger balances. */
    List<Figure> outcome(long undelivered, long lost, long missing) {
        return List.of(figure(UNDELIVERED, undelivered), figure(LOST, lost), figure(MISSING, missing));
    }

    private Figure figure(String what, long value) {
        return new Figure(name, what, value, "datagrams", null);
    }

    /** Exact, except for losses of the path itself: a packet carries one datagram of this size, or none. */
    @Override
    public boolean holds(List<Figure> ledger) {
        double missing = value(ledger, MISSING);
        return value(ledger, UNDELIVERED) == 0 && missing >= 0 && missing <= value(ledger, LOST);
    }

    private static double value(List<Figure> ledger, String name) {
        return ledger.stream()
                .filter(figure -> figure.figure().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
