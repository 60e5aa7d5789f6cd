package io.nodenet.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What was carried in a time, and what the whole process spent on it: both ends, and whatever threads they need.
 *
 * @param perSecond how many arrived
 * @param cpuMicros CPU time for each of them
 */
record Cost(double perSecond, double cpuMicros) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Lets a warm-up as long as the measurement pass, then measures. */
    static Cost measure(Rate rate, Duration time) throws InterruptedException {
        return measure(rate, time, time);
    }

    /** Lets a warm-up pass, then measures. */
    static Cost measure(Rate rate, Duration warmUp, Duration time) throws InterruptedException {
        Thread.sleep(warmUp.toMillis());
        long before = rate.total();
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        Thread.sleep(time.toMillis());
        double count = rate.total() - before;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Cost(count / seconds, (SYSTEM.getProcessCpuTime() - cpu) / count / 1e3);
    }

    /** Returns the cost of things that consist of so many of these. */
    Cost per(int parts) {
        return new Cost(perSecond / parts, cpuMicros * parts);
    }

    /** Returns the one of two that carried more. */
    Cost orBetter(Cost other) {
        return other.perSecond > perSecond ? other : this;
    }
}
