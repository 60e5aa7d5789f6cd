package io.nodenet.sample.call.rate;

import java.time.Duration;

/**
 * Estimates at the receiver what the path from the sender carries: falls at once when the queue on the way grows or much is lost, and rises slowly
 * otherwise. Not thread-safe; allocates nothing.
 */
public final class BandwidthEstimator {
    /** The least that is asked for, in bits per second. */
    public static final long MIN = 30_000;

    /** The most, in bits per second: what a media session lets in is 20 Mbit/s. */
    public static final long MAX = 2_500_000;

    /** Where it begins. */
    public static final long START = 300_000;

    /** What it falls to when the queue grows, as a share of what is received. */
    static final double DOWN = 0.85;

    /** What it grows by in a second. */
    static final double UP_PER_SECOND = 1.08;

    /** What it grows by in a second up to nearly where it was before it fell: what fell for a stall of a machine is soon back. */
    static final double BACK_PER_SECOND = 1.5;

    /** How long the queue has not grown until it goes back fast. */
    private static final long CALM_NANOS = Duration.ofSeconds(1).toNanos();

    /** The loss from which it falls. */
    static final double MUCH_LOSS = 0.10;

    /** It runs ahead of what is received by this factor at most, but always up to {@link #START}: who sends little shows little. */
    private static final double AHEAD = 1.5;

    private static final double LOSS_WEIGHT = 0.5;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long PAUSE_NANOS = Duration.ofMillis(300).toNanos();
    private static final long MOST_STEP_NANOS = Duration.ofMillis(200).toNanos();
    private static final long NANOS_PER_MICRO = 1_000;

    private final RateMeter received = new RateMeter();
    private DelayTrend trend = new DelayTrend();
    private double estimate = START;
    private double before = START;
    private boolean begun;
    private int lastMicros;
    private long sentNanos;
    private long lastNanos;
    private long fellNanos;
    private long lossFellNanos;

    /**
     * Takes a frame that was received.
     *
     * @param sentMicros when it was sent, by the clock of the sender in microseconds, which wraps
     * @param receivedNanos when it was received, by the clock of this side
     * @param bytes its size
     */
    public void onFrame(int sentMicros, long receivedNanos, int bytes) {
        if (!begun) {
            begun = true;
            lastMicros = sentMicros;
            lastNanos = receivedNanos;
            fellNanos = receivedNanos - CALM_NANOS;
            lossFellNanos = fellNanos;
        }
        int step = sentMicros - lastMicros;
        DelayTrend.State state = trend.add(sentNanos + step * NANOS_PER_MICRO, receivedNanos);
        if (step > 0) {
            sentNanos += step * NANOS_PER_MICRO;
            lastMicros = sentMicros;
        }
        received.add(bytes, receivedNanos);
        if (state == DelayTrend.State.GROWS) {
            fall(receivedNanos);
        } else if (state == DelayTrend.State.STEADY) {
            rise(receivedNanos);
        }
        lastNanos = Math.max(lastNanos, receivedNanos);
    }

    /**
     * Takes the share of the datagrams that were lost in the last second.
     *
     * @param lost 0 to 1
     */
    public void onLoss(double lost, long nowNanos) {
        if (begun
                && lost > MUCH_LOSS
                && nowNanos - lossFellNanos >= Duration.ofSeconds(1).toNanos()) {
            lossFellNanos = nowNanos;
            fellNanos = nowNanos;
            estimate = bounded(Math.min(estimate, estimate * (1 - LOSS_WEIGHT * lost)));
        }
    }

    /** The frames take another path from now on, with other delays; what is known of the rate stays. */
    public void onOtherPath() {
        trend = new DelayTrend();
        begun = false;
    }

    /** Answers the estimate in bits per second. */
    public long bitsPerSecond() {
        return Math.round(estimate);
    }

    /** Answers what is received in bits per second. */
    public long receivedBitsPerSecond(long nowNanos) {
        return received.bitsPerSecond(nowNanos);
    }

    private void fall(long nowNanos) {
        if (nowNanos - fellNanos >= PAUSE_NANOS && received.isWarm(nowNanos)) {
            if (nowNanos - fellNanos >= CALM_NANOS) {
                // a queue that grows on the way back means that what was there before is there no more
                before = estimate < before ? estimate : DOWN * estimate;
            }
            fellNanos = nowNanos;
            estimate = bounded(Math.min(estimate, DOWN * received.bitsPerSecond(nowNanos)));
        }
    }

    private void rise(long nowNanos) {
        long stepNanos = Math.min(nowNanos - lastNanos, MOST_STEP_NANOS);
        if (stepNanos <= 0 || nowNanos - fellNanos < PAUSE_NANOS) {
            return;
        }
        double ceiling = Math.max(START, AHEAD * received.bitsPerSecond(nowNanos));
        if (estimate < ceiling) {
            boolean isBack = estimate >= before || nowNanos - fellNanos < CALM_NANOS;
            double perSecond = isBack ? UP_PER_SECOND : BACK_PER_SECOND;
            double risen = estimate * Math.pow(perSecond, stepNanos / NANOS_PER_SECOND);
            estimate = bounded(Math.min(ceiling, risen));
        }
    }

    private static double bounded(double rate) {
        return Math.min(MAX, Math.max(MIN, rate));
    }
}
