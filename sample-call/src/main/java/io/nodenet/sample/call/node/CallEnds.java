package io.nodenet.sample.call.node;

import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.EndReason;
import java.util.concurrent.atomic.AtomicLongArray;
import org.springframework.stereotype.Component;

/** Counts the calls that have ended, by reason and side. Thread-safe. */
@Component
public class CallEnds {
    private final AtomicLongArray counts = new AtomicLongArray(2 * EndReason.values().length);

    void add(Call call) {
        if (call.reason() != null) {
            counts.incrementAndGet(index(call.reason(), call.outbound()));
        }
    }

    long count(EndReason reason, boolean outbound) {
        return counts.get(index(reason, outbound));
    }

    private static int index(EndReason reason, boolean outbound) {
        return 2 * reason.ordinal() + (outbound ? 1 : 0);
    }
}
