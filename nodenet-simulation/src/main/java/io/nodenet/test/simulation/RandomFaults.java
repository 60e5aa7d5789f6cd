package io.nodenet.test.simulation;

import io.netty.buffer.Unpooled;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Lets faults happen to the nodes of an overlay at random times: each kind as an event of its own, drawn from the overlay's seed. */
public final class RandomFaults {
    private static final int MAX_GARBAGE = 300;
    private static final long MAX_OUTAGE_NANOS = Duration.ofSeconds(20).toNanos();

    private final SimulatedOverlay overlay;
    private final SplittableRandom random;

    private enum Kind {
        KILL,
        LEAVE,
        PARTITION,
        ONE_WAY_CUT,
        BREAK,
        DROP,
        DEAF,
        GARBAGE,
        SECOND_DIAL
    }

    /** Creates the faults of an overlay. */
    public RandomFaults(SimulatedOverlay overlay) {
        this.overlay = overlay;
        this.random = overlay.newRandom();
    }

    /** Schedules a number of faults at random times within a duration; cuts heal and deafness passes within 20 s. */
    public void schedule(int count, Duration within) {
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            overlay.time().schedule(() -> strike(kind), random.nextLong(within.toNanos()));
        }
    }

    private void strike(Kind kind) {
        List<SimulatedNode> alive = overlay.aliveNodes();
        if (alive.size() < 3) {
            return;
        }
        SimulatedNode a = alive.get(random.nextInt(alive.size()));
        SimulatedNode b = alive.get(random.nextInt(alive.size()));
        long outage = random.nextLong(MAX_OUTAGE_NANOS);
        switch (kind) {
            case KILL -> a.kill();
            case LEAVE -> a.leave();
            case PARTITION -> {
                overlay.network().partition(a.id(), b.id());
                overlay.time().schedule(() -> overlay.network().heal(a.id(), b.id()), outage);
            }
            case ONE_WAY_CUT -> {
                overlay.network().cut(a.id(), b.id());
                overlay.time().schedule(() -> overlay.network().heal(a.id(), b.id()), outage);
            }
            case BREAK -> overlay.network().breakConnections(a.id(), b.id());
            case DROP -> a.drop(b.id());
            case DEAF -> deafen(a, outage);
            case GARBAGE -> babble(a);
            case SECOND_DIAL -> a.addAnchor(b);
        }
    }

    private void deafen(SimulatedNode node, long outage) {
        for (Edge edge : node.core().edges().edges()) {
            for (EdgeConnection connection : edge.connections()) {
                connection.connection().setReading(false);
                overlay.time().schedule(() -> connection.connection().setReading(true), outage);
            }
        }
    }

    private void babble(SimulatedNode node) {
        for (Edge edge : node.core().edges().edges()) {
            for (EdgeConnection connection : edge.connections()) {
                byte[] garbage = new byte[random.nextInt(MAX_GARBAGE)];
                random.nextBytes(garbage);
                if (garbage.length > 2 && random.nextBoolean()) {
                    garbage[0] = 1;
                    garbage[1] = (byte) random.nextInt(16);
                    garbage[2] = (byte) Math.min(127, garbage.length - 3);
                }
                connection.connection().send(Unpooled.wrappedBuffer(garbage));
            }
        }
    }
}
