package io.nodenet.node.run;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.metrics.Labels;
import io.nodenet.node.core.port.Counts;
import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once a minute by how much each drop counter has grown, and how many events gave way to later ones: floods show in one line, never in
 * one line per frame or event.
 */
final class DropLog {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);

    private final NodeLoop loop;
    private final EnumCounters<DropReason> drops;
    private final EnumCounters<NodeCounter> events;
    private Map<DropReason, Long> lastDrops;
    private long lastEvents;
    private volatile boolean stopped;

    DropLog(NodeLoop loop, Counts counts) {
        this.loop = loop;
        this.drops = counts.drops();
        this.events = counts.events();
        this.lastDrops = drops.snapshot();
        this.lastEvents = events.get(NodeCounter.EVENTS_DROPPED);
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
        logDrops();
        logEvents();
        start();
    }

    private void logDrops() {
        Map<DropReason, Long> now = drops.snapshot();
        StringBuilder growth = new StringBuilder();
        now.forEach((reason, value) -> {
            long grown = value - lastDrops.getOrDefault(reason, 0L);
            if (grown > 0) {
                growth.append(' ').append(Labels.of(reason)).append('=').append(grown);
            }
        });
        lastDrops = now;
        if (!growth.isEmpty()) {
            LOG.info("Dropped in the last minute:{}", growth);
        }
    }

    private void logEvents() {
        long now = events.get(NodeCounter.EVENTS_DROPPED);
        if (now > lastEvents) {
            LOG.warn(
                    "Subscribers are too slow: {} events were dropped in the last minute; handle events elsewhere if that takes time",
                    now - lastEvents);
        }
        lastEvents = now;
    }
}
