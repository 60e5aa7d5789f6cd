package io.nodenet.sample.call.rate;

import java.time.Duration;

/**
 * Decides the rates of audio and video at the sender: the rate reported by the receiver, or less if this side cannot send that much, with
 * priority for audio. Not thread-safe.
 */
public final class SendRate {
    /** The audio rate on a normal path. */
    public static final long AUDIO = 24_000;

    /** The audio rate on a thin path. */
    public static final long THIN_AUDIO = 16_000;

    /** The rate below which video is off. */
    static final long VIDEO_OFF = 60_000;

    /** The rate from which video is on again. */
    static final long VIDEO_ON = 80_000;

    static final long THIN = 100_000;
    static final long WIDE = 120_000;
    private static final double CONGESTED = 0.7;
    private static final double SILENCE = 0.85;
    private static final double UP_PER_SECOND = 1.08;
    private static final double NOTICEABLE = 0.05;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long CONGESTED_PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long SILENCE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    /** The initial time for which video stays off; doubled each time that it did not last. */
    private static final long OFF_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long MOST_OFF_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long LASTED_NANOS = Duration.ofSeconds(30).toNanos();

    private double reported = BandwidthEstimator.START;
    private double cap = BandwidthEstimator.MAX;
    private long reportedNanos;
    private long tickedNanos;
    private long congestedNanos;
    private long switchedNanos;
    private long offNanos = OFF_NANOS;
    private boolean thin;
    private boolean video = true;
    private Target target;

    /** Creates an instance with the initial estimate. */
    public SendRate(long nowNanos) {
        reportedNanos = nowNanos;
        tickedNanos = nowNanos;
        congestedNanos = nowNanos - CONGESTED_PAUSE_NANOS;
        switchedNanos = nowNanos;
        target = split();
    }

    /** Returns the current target of the encoders. */
    public Target target() {
        return target;
    }

    /** Handles the capacity reported by the receiver, within the bounds. */
    public void reported(long bitsPerSecond, long nowNanos) {
        reported = Math.min(BandwidthEstimator.MAX, Math.max(BandwidthEstimator.MIN, bitsPerSecond));
        reportedNanos = nowNanos;
    }

    /** Records that frames were not sent in time. */
    public void congested(long nowNanos) {
        if (nowNanos - congestedNanos >= CONGESTED_PAUSE_NANOS) {
            congestedNanos = nowNanos;
            cap = Math.max(BandwidthEstimator.MIN, CONGESTED * Math.min(cap, reported));
        }
    }

    /** Runs due actions; returns whether there is a new target for the encoders. */
    public boolean tick(long nowNanos) {
        double seconds = (nowNanos - tickedNanos) / NANOS_PER_SECOND;
        tickedNanos = nowNanos;
        cap = Math.min(BandwidthEstimator.MAX, cap * Math.pow(UP_PER_SECOND, seconds));
        if (nowNanos - reportedNanos >= SILENCE_NANOS) { // there are no reports of arrivals
            reported = Math.max(BandwidthEstimator.MIN, reported * SILENCE);
            reportedNanos += SECOND_NANOS;
        }
        switchVideo(nowNanos);
        Target next = split();
        if (!isNoticeable(next)) {
            return false;
        }
        target = next;
        return true;
    }

    private double total() {
        return Math.min(reported, cap);
    }

    private void switchVideo(long nowNanos) {
        long lasted = nowNanos - switchedNanos;
        if (video && total() < VIDEO_OFF) {
            offNanos = lasted >= LASTED_NANOS ? OFF_NANOS : Math.min(MOST_OFF_NANOS, 2 * offNanos);
            video = false;
            switchedNanos = nowNanos;
        } else if (!video && total() >= VIDEO_ON && lasted >= offNanos) {
            video = true;
            switchedNanos = nowNanos;
        }
    }

    private Target split() {
        double total = total();
        thin = thin ? total < WIDE : total < THIN;
        long audio = thin ? THIN_AUDIO : AUDIO;
        return new Target(audio, video ? Math.max(0, Math.round(total) - audio) : 0);
    }

    private boolean isNoticeable(Target next) {
        boolean switched = (next.videoBps() == 0) != (target.videoBps() == 0);
        boolean moved = Math.abs(next.videoBps() - target.videoBps()) > NOTICEABLE * target.videoBps();
        return switched || moved || next.audioBps() != target.audioBps();
    }
}
