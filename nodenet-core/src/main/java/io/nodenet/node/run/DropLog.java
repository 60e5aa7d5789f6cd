package io.nodenet.node.run;

import io.nodenet.fact.DropReason;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.metrics.Labels;
import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once a minute by how much each drop counter has grown: floods show in one line, never in one line per frame. */
final class DropLog {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);

    private final NodeLoop loop;
    private final EnumCounters<DropReason> counters;
    private Map<DropReason, Long> last;
    private volatile boolean stopped;

    DropLog(NodeLoop loop, EnumCounters<DropReason> counters) {
        this.loop = loop;
        this.counters = counters;
        this.last = counters.snapshot();
    }

    void start() {
        loop.schedule(this::tick, PERIOD.toNanos());
    }

    void stop() {
        stopped = true;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        Map<DropReason, Long> now = counters.snapshot();
        StringBuilder growth = new StringBuilder();
        now.forEach((reason, value) -> {
            long grown = value - last.getOrDefault(reason, 0L);
            if (grown > 0) {
                growth.append(' ').append(Labels.of(reason)).append('=').append(grown);
            }
        });
        last = now;
        if (!growth.isEmpty()) {
            LOG.info("Dropped in the last minute:{}", growth);
        }
        start();
    }
}
