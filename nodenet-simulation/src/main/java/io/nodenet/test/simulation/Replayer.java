package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.routing.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Sends routed messages of others again. */
final class Replayer extends Misbehavior {
    private static final Duration PERIOD = Duration.ofMillis(100);

    /** How many of the latest messages are kept. */
    private static final int KEPT = 256;

    private final RandomGenerator random;
    private final FrameView view = new FrameView();
    private final List<ByteBuf> kept = new ArrayList<>();
    private int oldest;

    Replayer(SimulatedNode node, RandomGenerator random) {
        super(node);
        this.random = random;
        every(PERIOD, this::replay);
    }

    @Override
    void received(ByteBuf frame) {
        if (view.read(frame)) {
            ByteBuf copy = Unpooled.copiedBuffer(frame);
            if (kept.size() < KEPT) {
                kept.add(copy);
            } else {
                kept.set(oldest, copy);
                oldest = (oldest + 1) % KEPT;
            }
        }
    }

    private void replay() {
        List<Edge> neighbours = neighbours();
        if (!kept.isEmpty() && !neighbours.isEmpty()) {
            sendTo(neighbours.get(random.nextInt(neighbours.size())), kept.get(random.nextInt(kept.size())));
        }
    }
}
