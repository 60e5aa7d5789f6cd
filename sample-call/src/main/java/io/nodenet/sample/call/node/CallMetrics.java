package io.nodenet.sample.call.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.metrics.Labels;
import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.CallState;
import io.nodenet.sample.call.call.EndReason;
import io.nodenet.sample.call.call.Telephone;
import io.nodenet.sample.call.media.CallCounters;
import io.nodenet.sample.call.media.CallStats;
import io.nodenet.sample.call.media.Control;
import io.nodenet.sample.call.media.FrameDrop;
import io.nodenet.sample.call.media.MediaDesk;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Shows calls as {@code call.*}, by direction, kind and reason, never by peer. */
@Component
public class CallMetrics implements MeterBinder {
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final String DIRECTION = "direction";
    private static final String KIND = "kind";
    private static final String REASON = "reason";

    private final CallCounters counters;
    private final DropCounters<SignalDrop> drops;
    private final CallEnds ends;
    private final ObjectProvider<Telephone> telephone;
    private final ObjectProvider<MediaDesk> desk;

    CallMetrics(
            CallCounters counters,
            DropCounters<SignalDrop> drops,
            CallEnds ends,
            ObjectProvider<Telephone> telephone,
            ObjectProvider<MediaDesk> desk) {
        this.counters = counters;
        this.drops = drops;
        this.ends = ends;
        this.telephone = telephone;
        this.desk = desk;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (SignalDrop reason : SignalDrop.values()) {
            FunctionCounter.builder("call.signals.dropped", drops, all -> all.count(reason))
                    .tag(REASON, Labels.of(reason))
                    .description("Signals of other telephones without effect")
                    .register(registry);
        }
        for (CallCounters.Direction direction : CallCounters.Direction.values()) {
            for (CallCounters.Item item : CallCounters.Item.values()) {
                frames(registry, direction, item);
            }
        }
        for (EndReason reason : EndReason.values()) {
            ended(registry, reason, true);
            ended(registry, reason, false);
        }
        Gauge.builder("call.active", this, metrics -> metrics.isActive() ? 1 : 0)
                .description("Whether there is a connected call")
                .register(registry);
        figures(registry);
    }

    private void frames(MeterRegistry registry, CallCounters.Direction direction, CallCounters.Item item) {
        FunctionCounter.builder("call.frames", counters, all -> all.passed(direction, item))
                .tag(DIRECTION, direction.label())
                .tag(KIND, item.label())
                .description("Frames and control messages that passed between the page and the peer")
                .register(registry);
        for (FrameDrop reason : FrameDrop.values()) {
            FunctionCounter.builder("call.frames.dropped", counters, all -> all.dropped(direction, item, reason))
                    .tag(DIRECTION, direction.label())
                    .tag(KIND, item.label())
                    .tag(REASON, reason.label())
                    .description("Frames and control messages that were dropped")
                    .register(registry);
        }
    }

    private void ended(MeterRegistry registry, EndReason reason, boolean outbound) {
        FunctionCounter.builder("call.ended", ends, all -> all.count(reason, outbound))
                .tag(DIRECTION, outbound ? "out" : "in")
                .tag(REASON, reason.label())
                .description("Calls that have ended")
                .register(registry);
    }

    private void figures(MeterRegistry registry) {
        delay(registry, "0.5", Control.Figures::delayMedianMs);
        delay(registry, "0.99", Control.Figures::delayP99Ms);
        rate(registry, "sent", CallStats::sentBps);
        rate(registry, "received", CallStats::receivedBps);
        rate(registry, "estimate", CallStats::estimateBps);
        rate(registry, "target", CallStats::targetBps);
    }

    private void delay(MeterRegistry registry, String quantile, ToDoubleFunction<Control.Figures> millis) {
        Gauge.builder(
                        "call.delay",
                        this,
                        metrics -> metrics.desk
                                .getObject()
                                .figures()
                                .map(figures -> millis.applyAsDouble(figures) / MILLIS_PER_SECOND)
                                .orElse(Double.NaN))
                .tag("quantile", quantile)
                .baseUnit("seconds")
                .description(
                        "Time from the encoder of the peer to the loudspeaker of the page, as measured by the page")
                .register(registry);
    }

    private void rate(MeterRegistry registry, String what, ToLongFunction<CallStats> bits) {
        Gauge.builder(
                        "call.rate",
                        this,
                        metrics -> metrics.desk
                                .getObject()
                                .stats()
                                .map(stats -> (double) bits.applyAsLong(stats))
                                .orElse(0.0))
                .tag("what", what)
                .baseUnit("bits")
                .description("Bits of audio and video per second")
                .register(registry);
    }

    private boolean isActive() {
        return telephone
                .getObject()
                .call()
                .map(Call::state)
                .filter(CallState.ACTIVE::equals)
                .isPresent();
    }
}
