package io.nodenet.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * A measured rate, and the CPU time that the whole process spent on it: both ends and all of their threads.
 *
 * @param perSecond the number of arrivals per second
 * @param cpuMicros CPU time for each of them
 */
record Cost(double perSecond, double cpuMicros) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Warms up for as long as the measurement, then measures. */
    static Cost measure(Rate rate, Duration time) throws InterruptedException {
        return measure(rate, Duration.ZERO, time);
    }

    /** Warms up, then measures. */
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

    /** Returns the cost of units that each consist of a number of these. */
    Cost per(int parts) {
        return new Cost(perSecond / parts, cpuMicros * parts);
    }

    /** Returns the one of the two with the higher rate. */
    Cost orBetter(Cost other) {
        return other.perSecond > perSecond ? other : this;
    }
}
