package io.nodenet.sample.call.rate;

import java.time.Duration;

/**
 * Estimates the capacity of the path from the sender, at the receiver: falls immediately when the queue on the path grows or losses are
 * high, and rises slowly otherwise. Not thread-safe; allocates nothing.
 */
public final class BandwidthEstimator {
    /** The minimum estimate, in bits per second. */
    public static final long MIN = 30_000;

    /** The maximum estimate, in bits per second: a media session admits 20 Mbit/s. */
    public static final long MAX = 2_500_000;

    /** The initial estimate. */
    public static final long START = 300_000;

    /** The share of the received rate to which it falls when the queue grows. */
    static final double DOWN = 0.85;

    /** The growth per second. */
    static final double UP_PER_SECOND = 1.08;

    /** The growth per second up to nearly the estimate before the last fall, for a fast recovery after a stall of a machine. */
    static final double BACK_PER_SECOND = 1.5;

    /** The time without queue growth after which it recovers fast. */
    private static final long CALM_NANOS = Duration.ofSeconds(1).toNanos();

    /** The loss above which it falls. */
    static final double MUCH_LOSS = 0.10;

    /** The maximum ratio to the received rate, except below {@link #START}, because a sender of little reveals little. */
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
     * Handles a received frame.
     *
     * @param sentMicros the time of sending, by the clock of the sender in microseconds, which wraps
     * @param receivedNanos the time of receipt, by the clock of this side
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
     * Handles the share of datagrams that were lost in the last second.
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

    /** Handles a change of path: delays differ from now on, the rate is kept. */
    public void onOtherPath() {
        trend = new DelayTrend();
        begun = false;
    }

    /** Returns the estimate in bits per second. */
    public long bitsPerSecond() {
        return Math.round(estimate);
    }

    /** Returns the received rate in bits per second. */
    public long receivedBitsPerSecond(long nowNanos) {
        return received.bitsPerSecond(nowNanos);
    }

    private void fall(long nowNanos) {
        if (nowNanos - fellNanos >= PAUSE_NANOS && received.isWarm(nowNanos)) {
            if (nowNanos - fellNanos >= CALM_NANOS) {
                // a queue that grows during the recovery means that the earlier capacity is gone
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
