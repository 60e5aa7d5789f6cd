package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Sends the last signal of a call three times, because it is not acknowledged. Not thread-safe. At most {@value #MAX} are pending; the
 * oldest is dropped.
 */
final class Farewells {
    static final int MAX = 8;
    static final int REPEATS = 2;
    static final long PAUSE_MILLIS = 1_000;

    private final CallEffects effects;
    private final ArrayDeque<Farewell> underWay = new ArrayDeque<>();

    private record Farewell(NodeId to, Signal signal, int left, long nextAt) {
        Farewell repeated(long now) {
            return new Farewell(to, signal, left - 1, now + PAUSE_MILLIS);
        }
    }

    Farewells(CallEffects effects) {
        this.effects = effects;
    }

    /** Sends a signal now, and twice more. */
    void say(NodeId to, Signal signal, long now) {
        effects.send(to, signal);
        if (underWay.size() == MAX) {
            underWay.removeFirst();
        }
        underWay.add(new Farewell(to, signal, REPEATS, now + PAUSE_MILLIS));
    }

    void run(long now) {
        ArrayDeque<Farewell> again = new ArrayDeque<>();
        for (Iterator<Farewell> i = underWay.iterator(); i.hasNext(); ) {
            Farewell farewell = i.next();
            if (now >= farewell.nextAt()) {
                i.remove();
                effects.send(farewell.to(), farewell.signal());
                if (farewell.left() > 1) {
                    again.add(farewell.repeated(now));
                }
            }
        }
        underWay.addAll(again);
    }
}
