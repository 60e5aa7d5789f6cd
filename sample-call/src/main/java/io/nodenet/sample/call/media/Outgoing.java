package io.nodenet.sample.call.media;

import static io.nodenet.sample.call.media.CallCounters.Direction.SENT;

import io.nodenet.PayloadTooLargeException;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.sample.call.rate.RateMeter;
import io.nodenet.sample.call.rate.SendRate;
import io.nodenet.sample.call.rate.Target;
import io.nodenet.sample.call.rate.VideoSender;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends the frames that the page of a call encodes, within the capacity of the path. Thread-safe; never blocks. */
final class Outgoing {
    /** The longest wait of an audio packet. */
    static final Duration AUDIO_LIFETIME = Duration.ofMillis(200);

    private final CallCounters counters;
    private final LongSupplier nanos;
    private final WireFrame wire = new WireFrame();
    private final VideoSender video = new VideoSender(FrameKind.VIDEO.maxBytes());
    private final RateMeter sent = new RateMeter();
    private final SendRate rate;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MediaSession session;
    private int generation;

    Outgoing(CallCounters counters, LongSupplier nanos) {
        this.counters = counters;
        this.nanos = nanos;
        this.rate = new SendRate(nanos.getAsLong());
    }

    /** Sets the session to send over, null for none. */
    void over(@Nullable MediaSession next) {
        lock.lock();
        try {
            if (session == null || next == null) {
                video.lost(); // frames in between have nowhere to go
            }
            session = next;
            generation++;
            video.move();
        } finally {
            lock.unlock();
        }
    }

    /** Starts a new page, whose frames do not build on those of another page. */
    void newPage() {
        lock.lock();
        try {
            video.keyFrameWanted();
        } finally {
            lock.unlock();
        }
    }

    /** Sends a frame of the page, or drops and counts it. */
    void send(PageFrame frame) {
        lock.lock();
        try {
            MediaSession current = session;
            FrameDrop reason = current == null ? FrameDrop.CLOSED : send(current, frame, nanos.getAsLong());
            if (reason != null) {
                counters.drop(SENT, CallCounters.Item.of(frame.kind()), reason);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable FrameDrop send(MediaSession current, PageFrame frame, long now) {
        return frame.kind() == FrameKind.AUDIO ? sendAudio(current, frame, now) : sendVideo(current, frame, now);
    }

    private @Nullable FrameDrop sendAudio(MediaSession current, PageFrame frame, long now) {
        MediaSendResult result;
        try {
            result = current.sendDatagram(FrameKind.AUDIO.channel(), wire.write(frame, now), AUDIO_LIFETIME);
        } catch (PayloadTooLargeException e) {
            return FrameDrop.TOO_LARGE;
        }
        if (result == MediaSendResult.BACKPRESSURE) {
            rate.congested(now);
            return FrameDrop.BACKPRESSURE;
        }
        if (result == MediaSendResult.CLOSED) {
            return FrameDrop.CLOSED;
        }
        passed(frame, now);
        return null;
    }

    private @Nullable FrameDrop sendVideo(MediaSession current, PageFrame frame, long now) {
        VideoSender.Verdict verdict = video.offer(frame.isKey(), frame.size(), now);
        switch (verdict) {
            case SEND -> {
                int sentIn = generation;
                passed(frame, now);
                var unused = current.sendMessage(FrameKind.VIDEO.channel(), wire.write(frame, now))
                        .whenComplete((done, failure) -> finished(sentIn, now, failure == null));
                return null;
            }
            case BACKLOG -> {
                rate.congested(now);
                return FrameDrop.BACKLOG;
            }
            case INCOMPLETE -> {
                return FrameDrop.INCOMPLETE;
            }
            case TOO_LARGE -> {
                return FrameDrop.TOO_LARGE;
            }
            case PAUSED -> {
                return FrameDrop.PAUSED;
            }
        }
        throw new IllegalStateException("No such verdict: " + verdict);
    }

    private void finished(int sentIn, long offered, boolean ok) {
        lock.lock();
        try {
            if (!ok) {
                counters.drop(SENT, CallCounters.Item.VIDEO, FrameDrop.STALLED);
            }
            if (sentIn == generation) {
                video.finished(offered, ok);
            } else if (!ok) {
                video.lost();
            }
        } finally {
            lock.unlock();
        }
    }

    private void passed(PageFrame frame, long now) {
        sent.add(frame.size(), now);
        counters.pass(SENT, CallCounters.Item.of(frame.kind()));
    }

    void reported(long bitsPerSecond) {
        lock.lock();
        try {
            rate.reported(bitsPerSecond, nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    void keyFrameWanted() {
        lock.lock();
        try {
            video.keyFrameWanted();
        } finally {
            lock.unlock();
        }
    }

    Target target() {
        lock.lock();
        try {
            return rate.target();
        } finally {
            lock.unlock();
        }
    }

    long bitsPerSecond() {
        lock.lock();
        try {
            return sent.bitsPerSecond(nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Due actions.
     *
     * @param target the new target of the encoders, null for none
     * @param keyFrame whether to request a key frame from the encoder
     */
    record Due(@Nullable Target target, boolean keyFrame) {}

    Due tick() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            if (video.isBehind(now)) {
                rate.congested(now);
            }
            boolean changed = rate.tick(now);
            video.pause(rate.target().videoBps() == 0);
            return new Due(changed ? rate.target() : null, video.asksForKeyFrame(now));
        } finally {
            lock.unlock();
        }
    }
}
