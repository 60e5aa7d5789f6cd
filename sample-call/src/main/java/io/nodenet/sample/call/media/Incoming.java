package io.nodenet.sample.call.media;

import static io.nodenet.sample.call.media.CallCounters.Direction.RECEIVED;

import io.nodenet.sample.call.rate.BandwidthEstimator;
import io.nodenet.sample.call.rate.LossMeter;
import io.nodenet.sample.call.rate.Reports;
import io.nodenet.transport.TokenBucket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Passes frames of the peer to the page of a call, each once, and measures them. Thread-safe; never blocks. */
final class Incoming {
    /** The maximum number of audio packets and video frames at once, and per second; a browser produces 50 and 30. */
    static final double AUDIO_BURST = 100;

    static final double AUDIO_PER_SECOND = 150;
    static final double VIDEO_BURST = 60;
    static final double VIDEO_PER_SECOND = 90;

    /** The time after which the peer is asked for a key frame again. */
    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(300).toNanos();

    private static final double PERCENT = 100;

    private final CallCounters counters;
    private final LongSupplier nanos;
    private final TokenBucket audioRate = new TokenBucket(AUDIO_BURST, AUDIO_PER_SECOND);
    private final TokenBucket videoRate = new TokenBucket(VIDEO_BURST, VIDEO_PER_SECOND);
    private final SeenWindow audio = new SeenWindow();
    private final VideoOrder video = new VideoOrder(this::show, this::dropVideo);
    private final BandwidthEstimator estimator = new BandwidthEstimator();
    private final LossMeter loss = new LossMeter();
    private final Reports reports = new Reports();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PageLink page;
    private boolean slow;
    private boolean asked;
    private long askedNanos;

    Incoming(CallCounters counters, LongSupplier nanos) {
        this.counters = counters;
        this.nanos = nanos;
    }

    /** Sets the page that receives frames, null for none. */
    void page(@Nullable PageLink next) {
        lock.lock();
        try {
            page = next;
            video.newPage();
        } finally {
            lock.unlock();
        }
    }

    /** The session of the call has changed: delays differ from now on. */
    void onOtherPath() {
        lock.lock();
        try {
            estimator.onOtherPath();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Handles a frame.
     *
     * @param payload valid only during the call
     * @param measured whether it arrived over the current session
     */
    void receive(FrameKind kind, ByteBuffer payload, long receivedNanos, boolean measured) {
        lock.lock();
        try {
            FrameDrop reason = take(kind, payload, receivedNanos, measured);
            if (reason != null) {
                counters.drop(RECEIVED, CallCounters.Item.of(kind), reason);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable FrameDrop take(FrameKind kind, ByteBuffer payload, long receivedNanos, boolean measured) {
        TokenBucket bucket = kind == FrameKind.AUDIO ? audioRate : videoRate;
        if (!bucket.tryTake(receivedNanos)) {
            return FrameDrop.RATE;
        }
        PageFrame frame = PageFrame.received(kind, payload);
        if (frame == null) {
            return FrameDrop.MALFORMED;
        }
        if (measured) {
            estimator.onFrame(payload.getInt(payload.position()), receivedNanos, payload.remaining());
        }
        if (kind == FrameKind.VIDEO) {
            video.add(frame, receivedNanos);
            return null;
        }
        return hear(frame, receivedNanos);
    }

    private @Nullable FrameDrop hear(PageFrame frame, long receivedNanos) {
        switch (audio.take(frame.sequence(), frame.stamp())) {
            case DUPLICATE -> {
                return FrameDrop.DUPLICATE;
            }
            case LATE -> {
                return FrameDrop.LATE;
            }
            case RESTART -> loss.restart(frame.sequence(), receivedNanos);
            case NEW -> loss.add(frame.sequence(), receivedNanos);
        }
        return offer(frame);
    }

    private @Nullable FrameDrop offer(PageFrame frame) {
        PageLink current = page;
        if (current == null) {
            return FrameDrop.NO_PAGE;
        }
        if (!current.offer(frame.kind(), frame.bytes())) {
            return FrameDrop.PAGE_SLOW;
        }
        counters.pass(RECEIVED, CallCounters.Item.of(frame.kind()));
        return null;
    }

    private void show(PageFrame frame) {
        FrameDrop reason = offer(frame);
        if (reason != null) {
            slow = true;
            dropVideo(reason);
        }
    }

    private void dropVideo(FrameDrop reason) {
        counters.drop(RECEIVED, CallCounters.Item.VIDEO, reason);
    }

    /**
     * Due actions.
     *
     * @param report the report to send to the peer, null for none
     * @param keyFrame whether to request a key frame from the peer
     */
    record Due(Control.@Nullable Report report, boolean keyFrame) {}

    Due tick() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            video.tick(now);
            if (slow) {
                slow = false;
                video.newPage();
            }
            if (loss.roll(now)) {
                estimator.onLoss(loss.lost(), now);
            }
            long estimate = estimator.bitsPerSecond();
            boolean due = reports.isDue(estimate, now);
            return new Due(due ? new Control.Report(estimate, lossPercent()) : null, asksForKeyFrame(now));
        } finally {
            lock.unlock();
        }
    }

    private boolean asksForKeyFrame(long now) {
        if (page == null || asked && now - askedNanos < ASK_AGAIN_NANOS || !video.takeWanted()) {
            return false;
        }
        asked = true;
        askedNanos = now;
        return true;
    }

    private int lossPercent() {
        return (int) Math.round(loss.lost() * PERCENT);
    }

    /** The measurements of the path from the peer. */
    record Figures(long estimateBps, long receivedBps, int lossPercent) {}

    Figures figures() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return new Figures(estimator.bitsPerSecond(), estimator.receivedBitsPerSecond(now), lossPercent());
        } finally {
            lock.unlock();
        }
    }
}
