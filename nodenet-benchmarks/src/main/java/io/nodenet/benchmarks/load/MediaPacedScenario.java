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

/**
 * The ledger of 20,000 datagrams of 1,200 bytes a second over one media session: each that was to be sent has been received, or was counted when it
 * was dropped, or is among the packets that the path is known to have lost.
 */
final class MediaPacedScenario implements Scenario {
    private static final int PER_SECOND = 20_000;
    private static final Duration LIFETIME = Duration.ofMillis(100);

    /** The figures of the path are those of the last second. */
    private static final Duration SETTLE = Duration.ofMillis(1500);

    private static final String MISSING = "not accounted for";
    private static final String LOST = "packets lost by the path";
    private static final String UNDELIVERED = "received and not delivered";

    @Override
    public List<Figure> run(Duration time) throws Exception {
        Rate delivered = new Rate();
        try (MediaPeer receiver = new MediaPeer(true);
                MediaPeer sender = new MediaPeer(true)) {
            MediaListener counting = (channel, payload, receivedNanos) -> delivered.add(1);
            MediaSession session = sender.open(receiver, (channel, payload, receivedNanos) -> {}, counting);
            ByteBuffer payload = ByteBuffer.allocate(MediaSession.MAX_DATAGRAM_BYTES);
            Rate refused = new Rate();
            Rate offered = new Rate();
            Pacer.run(time, PER_SECOND, () -> {
                offered.add(1);
                if (session.sendDatagram(MediaSession.MIN_CHANNEL, payload, LIFETIME) != MediaSendResult.SENT) {
                    refused.add(1);
                }
            });
            Thread.sleep(SETTLE.toMillis());
            return ledger(
                    offered.total(),
                    refused.total(),
                    session.stats(),
                    receiver.session().stats(),
                    delivered.total());
        }
    }

    private static List<Figure> ledger(
            long offered, long refused, MediaStats sent, MediaStats received, long delivered) {
        long droppedBySender = sent.get(MediaCounter.TX_DROPPED_QUEUE)
                + sent.get(MediaCounter.TX_DROPPED_DEADLINE)
                + sent.get(MediaCounter.TX_DROPPED_SEND)
                + sent.get(MediaCounter.TX_DROPPED_CLOSED);
        long droppedByReceiver = received.get(MediaCounter.RX_DROPPED_BUDGET)
                + received.get(MediaCounter.RX_DROPPED_RESERVED)
                + received.get(MediaCounter.RX_DROPPED_QUEUE);
        long arrived = received.get(MediaCounter.RX_DATAGRAMS);
        List<Figure> figures = new ArrayList<>(List.of(
                figure("offered", offered),
                figure("refused, as the sender was told", refused),
                figure("TX_DATAGRAMS", sent.get(MediaCounter.TX_DATAGRAMS)),
                figure("TX_DROPPED_QUEUE", sent.get(MediaCounter.TX_DROPPED_QUEUE)),
                figure("TX_DROPPED_DEADLINE", sent.get(MediaCounter.TX_DROPPED_DEADLINE)),
                figure("TX_DROPPED_SEND", sent.get(MediaCounter.TX_DROPPED_SEND)),
                figure("RX_DATAGRAMS", arrived),
                figure("RX_DROPPED_QUEUE", received.get(MediaCounter.RX_DROPPED_QUEUE)),
                figure("RX_DROPPED_BUDGET", received.get(MediaCounter.RX_DROPPED_BUDGET))));
        figures.addAll(outcome(
                arrived - delivered,
                sent.path().lostPackets(),
                offered - droppedBySender - droppedByReceiver - arrived));
        return figures;
    }

    /** Returns what decides whether a ledger balances. */
    static List<Figure> outcome(long undelivered, long lost, long missing) {
        return List.of(figure(UNDELIVERED, undelivered), figure(LOST, lost), figure(MISSING, missing));
    }

    private static Figure figure(String name, long value) {
        return new Figure("media-paced", name, value, "datagrams", null);
    }

    /** Exact, but for what the path itself has lost: a packet carries one datagram of this size, or none. */
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
