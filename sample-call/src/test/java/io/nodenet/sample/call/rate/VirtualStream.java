package io.nodenet.sample.call.rate;

import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.MediaLinkProfile;
import io.nodenet.transport.memory.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a call between two nodes in virtual time. Audio is 50 datagrams a second; video is cut into datagrams too, since a
 * {@link MediaLinkProfile} does nothing to messages. Reports go back over the same session.
 */
final class VirtualStream {
    private static final int REPORT = 16;
    private static final int AUDIO = 17;
    private static final int VIDEO = 18;
    private static final int OTHER = 19;
    private static final int CHUNK = 1_100;
    private static final Duration ONE_WAY = Duration.ofMillis(30);
    private static final long TICK_NANOS = Duration.ofMillis(5).toNanos();
    private static final int AUDIO_TICKS = 4;
    private static final int VIDEO_TICKS = 7;
    private static final int BITS = 8;

    private final SimulatedOverlay overlay = SimulatedOverlay.seed(7)
            .difficulty(0)
            .link(new LinkProfile(ONE_WAY, Duration.ZERO, 0))
            .build();
    private final VirtualTime time = overlay.time();
    private final SimulatedNode sender;
    private final SimulatedNode receiver;
    private final MediaSession near;
    private final MediaSession far;
    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final LossMeter loss = new LossMeter();
    private final Reports reports = new Reports();
    private final SendRate rate;
    private final List<Integer> heard = new ArrayList<>();
    private long ticks;
    private int said;
    private int otherBps;
    private double videoDebt;

    /** The encoder makes no more than this, whatever it may. */
    private long mostVideoBps = Long.MAX_VALUE;

    VirtualStream() {
        receiver = overlay.addNode();
        sender = overlay.addNode(receiver);
        receiver.acceptCalls(true);
        overlay.advance(Duration.ofSeconds(5));
        var called = sender.call(receiver.id());
        overlay.advance(Duration.ofSeconds(2));
        near = called.join();
        far = receiver.calls().get(0);
        rate = new SendRate(now());
        near.listen((channel, payload, receivedNanos) -> rate.reported(payload.getLong(), receivedNanos));
        far.listen(this::onDatagram);
    }

    private long now() {
        return time.nanos();
    }

    /** Sets what the way to the receiver does. */
    VirtualStream over(MediaLinkProfile profile) {
        overlay.network().mediaLink(sender.id(), receiver.id(), profile);
        return this;
    }

    /** Sends so much besides, which takes no notice of anything. */
    void besides(int bitsPerSecond) {
        otherBps = bitsPerSecond;
    }

    void mostVideo(long bitsPerSecond) {
        mostVideoBps = bitsPerSecond;
    }

    void run(Duration duration) {
        long end = now() + duration.toNanos();
        while (now() < end) {
            tick();
            overlay.advance(Duration.ofNanos(TICK_NANOS));
        }
    }

    private void tick() {
        if (ticks % AUDIO_TICKS == 0) {
            send(AUDIO, said++, (int) (rate.target().audioBps() / 50 / BITS));
        }
        if (ticks % VIDEO_TICKS == 0) {
            double seconds = VIDEO_TICKS * TICK_NANOS / 1e9;
            videoDebt += Math.min(mostVideoBps, rate.target().videoBps()) * seconds / BITS;
            while (videoDebt > 0) {
                int chunk = (int) Math.min(CHUNK, Math.max(100, videoDebt));
                send(VIDEO, 0, chunk);
                videoDebt -= chunk;
            }
        }
        if (otherBps > 0) {
            near.sendDatagram(OTHER, ByteBuffer.allocate((int) (otherBps * (TICK_NANOS / 1e9) / BITS)));
        }
        rate.tick(now());
        if (loss.roll(now())) {
            estimator.onLoss(loss.lost(), now());
        }
        if (reports.isDue(estimator.bitsPerSecond(), now())) {
            far.sendDatagram(REPORT, ByteBuffer.allocate(Long.BYTES).putLong(0, estimator.bitsPerSecond()));
        }
        ticks++;
    }

    private void send(int channel, int number, int bytes) {
        ByteBuffer payload = ByteBuffer.allocate(Math.max(bytes, 2 * Integer.BYTES));
        payload.putInt(0, (int) (now() / 1_000)).putInt(Integer.BYTES, number);
        if (near.sendDatagram(channel, payload) == MediaSendResult.BACKPRESSURE) {
            rate.congested(now());
        }
    }

    private void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        if (channel == OTHER) {
            return;
        }
        int bytes = payload.remaining();
        estimator.onFrame(payload.getInt(), receivedNanos, bytes);
        if (channel == AUDIO) {
            int number = payload.getInt();
            heard.add(number);
            loss.add(number, receivedNanos);
        }
    }

    long target() {
        return rate.target().total();
    }

    Target split() {
        return rate.target();
    }

    int said() {
        return said;
    }

    /** Returns the share of the audio that was lost since a number. */
    double lostSince(int number) {
        long came = heard.stream().filter(one -> one >= number).count();
        return 1 - (double) came / (said - number);
    }
}
