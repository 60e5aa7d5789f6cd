package io.nodenet.sample.call.media;

import io.nodenet.metrics.Labels;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts items that pass between pages and peers, and dropped ones, over all calls. Thread-safe. */
public final class CallCounters {
    /** The direction of an item. */
    public enum Direction {
        /** From the own page to the peer. */
        SENT,
        /** From the peer to the own page. */
        RECEIVED;

        /** Returns the name used in metrics. */
        public String label() {
            return Labels.of(this);
        }
    }

    /** The counted items: frames by kind, and all control messages. */
    public enum Item {
        AUDIO,
        VIDEO,
        CONTROL;

        static Item of(FrameKind kind) {
            return kind == FrameKind.AUDIO ? AUDIO : VIDEO;
        }

        /** Returns the name used in metrics. */
        public String label() {
            return Labels.of(this);
        }
    }

    private static final int ITEMS = Item.values().length;
    private static final int DROPS = FrameDrop.values().length;

    private final LongAdder[] passed = adders(Direction.values().length * ITEMS);
    private final LongAdder[] dropped = adders(Direction.values().length * ITEMS * DROPS);

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    private static int index(Direction direction, Item item) {
        return direction.ordinal() * ITEMS + item.ordinal();
    }

    void pass(Direction direction, Item item) {
        passed[index(direction, item)].increment();
    }

    /** Counts a dropped item. */
    public void drop(Direction direction, Item item, FrameDrop reason) {
        dropped[index(direction, item) * DROPS + reason.ordinal()].increment();
    }

    /** Returns the number of passed items. */
    public long passed(Direction direction, Item item) {
        return passed[index(direction, item)].sum();
    }

    /** Returns the number of dropped items. */
    public long dropped(Direction direction, Item item, FrameDrop reason) {
        return dropped[index(direction, item) * DROPS + reason.ordinal()].sum();
    }

    /** Returns the nonzero drop counters by reason, for both directions and all items. */
    public Map<String, Long> drops() {
        return dropsSince(Map.of());
    }

    /** Returns the drops since an earlier result of {@link #drops}, by reason. */
    Map<String, Long> dropsSince(Map<String, Long> before) {
        Map<String, Long> drops = new TreeMap<>();
        for (int i = 0; i < dropped.length; i++) {
            long count = dropped[i].sum();
            if (count > 0) {
                drops.merge(FrameDrop.values()[i % DROPS].label(), count, Long::sum);
            }
        }
        before.forEach(
                (reason, count) -> drops.computeIfPresent(reason, (same, now) -> now > count ? now - count : null));
        return drops;
    }
}
