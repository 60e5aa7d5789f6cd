package io.nodenet.sample.call.media;

import io.nodenet.media.MediaSession;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import io.nodenet.transport.memory.LinkProfile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Both ends of a call between two nodes in virtual time. */
final class VirtualCall {
    static final UUID CALL = new UUID(4, 2);
    private static final Duration TICK = Duration.ofMillis(20);

    final SimulatedOverlay overlay = SimulatedOverlay.seed(3)
            .difficulty(0)
            .link(new LinkProfile(Duration.ofMillis(25), Duration.ZERO, 0))
            .build();
    private final SimulatedNode calleeNode = overlay.addNode();
    private final SimulatedNode callerNode = overlay.addNode(calleeNode);
    final End caller = new End(callerNode, calleeNode);
    final End callee = new End(calleeNode, callerNode);

    VirtualCall() {
        calleeNode.acceptCalls(true);
        overlay.advance(Duration.ofSeconds(5));
    }

    /** Opens one more session, which the caller's side of the call takes if it is told to. */
    MediaSession session(boolean taken) {
        int before = calleeNode.calls().size();
        var called = callerNode.call(calleeNode.id());
        overlay.runUntil(() -> called.isDone() && calleeNode.calls().size() > before, Duration.ofSeconds(10));
        MediaSession session = called.join();
        callee.media.add(calleeNode.calls().get(before));
        if (taken) {
            caller.media.add(session);
        }
        return session;
    }

    void run(Duration duration) {
        for (long left = duration.toMillis(); left > 0; left -= TICK.toMillis()) {
            caller.media.tick();
            callee.media.tick();
            overlay.advance(TICK);
        }
    }

    /** One side of the call: what its page gets, and what is told of its sessions. */
    final class End implements PageLink, CallMedia.Events {
        final CallCounters counters = new CallCounters();
        final CallMedia media;
        final List<ByteBuffer> frames = new ArrayList<>();
        final List<Long> times = new ArrayList<>();
        final List<String> texts = new ArrayList<>();
        boolean room = true;
        int ups;
        int ends;
        boolean farewell;

        private End(SimulatedNode node, SimulatedNode other) {
            media = new CallMedia(CALL, other.id(), counters, new ControlCodec(), overlay.time()::nanos, this);
        }

        void encode(ByteBuffer message) {
            media.encoded(TestFrames.of(message));
        }

        long dropped(CallCounters.Item item, FrameDrop reason) {
            return counters.dropped(CallCounters.Direction.RECEIVED, item, reason);
        }

        @Override
        public boolean offer(FrameKind kind, ByteBuffer frame) {
            if (room) {
                frames.add(frame);
                times.add(overlay.time().nanos());
            }
            return room;
        }

        @Override
        public void tell(String text) {
            texts.add(text);
        }

        @Override
        public void end(String text) {
            texts.add(text);
        }

        @Override
        public void up(UUID call) {
            ups++;
        }

        @Override
        public void ended(UUID call, boolean hungUp) {
            ends++;
            farewell |= hungUp;
        }
    }
}
