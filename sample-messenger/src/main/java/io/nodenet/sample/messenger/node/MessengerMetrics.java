package io.nodenet.sample.messenger.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.metrics.Labels;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.messenger.delivery.DropReason;
import org.springframework.stereotype.Component;

/** Shows the envelopes that had no effect as {@code messenger.envelopes.dropped}, by reason. */
@Component
public class MessengerMetrics implements MeterBinder {
    private final DropCounters<DropReason> drops;

    MessengerMetrics(DropCounters<DropReason> drops) {
        this.drops = drops;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (DropReason reason : DropReason.values()) {
            FunctionCounter.builder("messenger.envelopes.dropped", drops, counters -> counters.count(reason))
                    .tag("reason", Labels.of(reason))
                    .description("Envelopes of other messengers without effect")
                    .register(registry);
        }
    }
}
