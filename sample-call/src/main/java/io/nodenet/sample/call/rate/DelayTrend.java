package io.nodenet.sample.call.rate;

import java.time.Duration;

/**
 * Detects from send and receive times whether the queue on the path grows: the slope of the one-way delay against a threshold that follows
 * the jitter of the path (the trendline filter of Google Congestion Control). Clocks need not agree. Not thread-safe; allocates nothing.
 */
final class DelayTrend {
    /** The trend of the queue. */
    enum State {
        STEADY,
        GROWS,
        SHRINKS
    }

    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4;
    private static final int MOST_SAMPLES = 60;
    private static final double GROWS_MILLIS = 10;
    private static final double FIRST_THRESHOLD = 12.5;
    private static final double LOWEST_THRESHOLD = 6;
    private static final double HIGHEST_THRESHOLD = 600;
    private static final double UP_PER_MILLI = 0.0087;
    private static final double DOWN_PER_MILLI = 0.039;
    private static final double OUTLIER = 15;
    private static final double MOST_STEP_MILLIS = 100;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long GROUP_NANOS = Duration.ofMillis(5).toNanos();

    private final double[] times = new double[WINDOW];
    private final double[] delays = new double[WINDOW];
    private int samples;
    private boolean begun;
    private long groupNanos;
    private long sentNanos;
    private long receivedNanos;
    private long lastSentNanos;
    private long lastReceivedNanos;
    private boolean lastKnown;
    private long epochNanos;
    private double accumulated;
    private double smoothed;
    private double previousSlope;
    private double growingMillis;
    private double threshold = FIRST_THRESHOLD;
    private State state = State.STEADY;

    /** Handles a frame; those sent together are one sample. Frames sent before the last one are ignored. */
    State add(long sent, long received) {
        if (!begun) {
            begun = true;
            epochNanos = received;
            begin(sent, received);
        } else if (sent >= groupNanos && sent - groupNanos <= GROUP_NANOS) {
            sentNanos = Math.max(sentNanos, sent);
            receivedNanos = Math.max(receivedNanos, received);
        } else if (sent > groupNanos) {
            if (lastKnown) {
                sample(
                        (sentNanos - lastSentNanos) / NANOS_PER_MILLI,
                        (receivedNanos - lastReceivedNanos) / NANOS_PER_MILLI);
            }
            lastKnown = true;
            lastSentNanos = sentNanos;
            lastReceivedNanos = receivedNanos;
            begin(sent, received);
        }
        return state;
    }

    State state() {
        return state;
    }

    private void begin(long sent, long received) {
        groupNanos = sent;
        sentNanos = sent;
        receivedNanos = received;
    }

    private void sample(double sentMillis, double receivedMillis) {
        accumulated += receivedMillis - sentMillis;
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * accumulated;
        times[samples % WINDOW] = (receivedNanos - epochNanos) / NANOS_PER_MILLI;
        delays[samples % WINDOW] = smoothed;
        samples++;
        if (samples >= WINDOW) {
            judge(slope(), sentMillis);
        }
    }

    private void judge(double slope, double sentMillis) {
        double trend = Math.min(samples, MOST_SAMPLES) * slope * GAIN;
        if (trend > threshold) {
            growingMillis += sentMillis;
            if (growingMillis > GROWS_MILLIS && slope >= previousSlope) {
                growingMillis = 0;
                state = State.GROWS;
            }
        } else {
            growingMillis = 0;
            state = trend < -threshold ? State.SHRINKS : State.STEADY;
        }
        previousSlope = slope;
        follow(Math.abs(trend), sentMillis);
    }

    private void follow(double trend, double sentMillis) {
        if (trend <= threshold + OUTLIER) {
            double perMilli = trend < threshold ? DOWN_PER_MILLI : UP_PER_MILLI;
            threshold += perMilli * (trend - threshold) * Math.min(sentMillis, MOST_STEP_MILLIS);
            threshold = Math.min(HIGHEST_THRESHOLD, Math.max(LOWEST_THRESHOLD, threshold));
        }
    }

    /** Returns the slope of the line through the window, by least squares. */
    private double slope() {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanTime += times[i] / WINDOW;
            meanDelay += delays[i] / WINDOW;
        }
        double over = 0;
        double under = 0;
        for (int i = 0; i < WINDOW; i++) {
            over += (times[i] - meanTime) * (delays[i] - meanDelay);
            under += (times[i] - meanTime) * (times[i] - meanTime);
        }
        return under == 0 ? 0 : over / under;
    }
}
