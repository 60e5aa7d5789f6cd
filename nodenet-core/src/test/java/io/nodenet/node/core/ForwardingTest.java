package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.wire.FrameType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private final Overlay overlay = new Overlay(3);
    private final SimNode node = overlay.quietNode();
    private final Identity origin = overlay.newIdentity();
    private final NodeId target = Frames.flip(node.id(), 0);
    private final Puppet near = overlay.puppet(Frames.flip(target, 9));
    private final Puppet far = overlay.puppet(Frames.flip(target, 4));
    private final Wire nearEnd = overlay.edge(node, near, true);
    private final Wire farEnd = overlay.edge(node, far, false);

    private byte[] message(NodeId to, int ttl, NodeId... avoid) {
        return Frames.routed(
                FrameType.ROUTE, origin, to, overlay.time().wallNanos(), Frames.bytes("payload"), ttl, avoid);
    }

    private static String withTtl(byte[] frame, int ttl) {
        byte[] patched = frame.clone();
        patched[Frames.TTL_OFFSET] = (byte) ttl;
        return Vectors.hex(patched);
    }

    @Test
    void A14_hopBudgetIsClampedToSixteen() {
        byte[] frame = message(target, 255);
        farEnd.say(frame);
        overlay.settle();

        assertThat(near.heard()).containsExactly(withTtl(frame, 15));
    }

    @Test
    void bytesThatArePassedOnHaveABudgetAndThoseThatEndHereHaveNone() {
        byte[] large =
                Frames.routed(FrameType.ROUTE, origin, target, overlay.time().wallNanos(), new byte[60_000]);
        int affordable = (4 << 20) / large.length;
        for (int i = 0; i < affordable + 30; i++) {
            farEnd.arrive(large.clone());
        }
        assertThat(node.drops(DropReason.RATE_LIMITED_FORWARD_BYTES)).isEqualTo(30);

        for (int i = 0; i < 10; i++) {
            farEnd.arrive(Frames.frame(FrameType.APP, new byte[60_000]));
        }
        assertThat(node.deliveries).hasSize(10);
        overlay.runFor(Duration.ofSeconds(1));
        for (int i = 0; i < affordable; i++) {
            farEnd.arrive(large.clone());
        }
        assertThat(node.drops(DropReason.RATE_LIMITED_FORWARD_BYTES))
                .as("it refills")
                .isEqualTo(30);
    }

    @Test
    void A14_budgetZeroDiesUnlessTheTargetIsHere() {
        farEnd.say(message(target, 0));
        farEnd.say(message(node.id(), 0));
        overlay.settle();

        assertThat(near.heard()).isEmpty();
        assertThat(node.drops(DropReason.HOPS_EXHAUSTED)).isEqualTo(1);
        assertThat(node.texts()).containsExactly("payload");
    }

    @Test
    void A15_messageNeverGoesBackWhereItCameFrom() {
        nearEnd.say(message(target, 16));
        overlay.settle();
        assertThat(near.heard()).isEmpty();
        assertThat(far.heard()).hasSize(1);

        farEnd.say(message(Frames.flip(far.id(), 255), 16));
        overlay.settle();
        assertThat(far.heard()).isEmpty();
    }

    @Test
    void A15_onlyProgressBackIsADeadEnd() {
        SimNode lonely = overlay.quietNode();
        NodeId wanted = Frames.flip(lonely.id(), 0);
        Puppet closer = overlay.puppet(Frames.flip(wanted, 9));
        Wire end = overlay.edge(lonely, closer, true);

        end.say(message(wanted, 16));
        overlay.settle();

        assertThat(closer.heard()).isEmpty();
        assertThat(lonely.drops(DropReason.DEAD_END)).isEqualTo(1);
    }

    @Test
    void A16_avoidedHopIsSkippedAndNoneLeftIsADeadEnd() {
        Puppet from = overlay.puppet(Frames.flip(node.id(), 200));
        Wire end = overlay.edge(node, from, false);

        byte[] once = message(target, 16, near.id());
        end.say(once);
        overlay.settle();
        assertThat(near.heard()).isEmpty();
        assertThat(far.heard()).containsExactly(withTtl(once, 15));

        end.say(message(target, 16, near.id(), far.id()));
        overlay.settle();
        assertThat(far.heard()).isEmpty();
        assertThat(node.drops(DropReason.DEAD_END)).isEqualTo(1);
    }

    @Test
    void A16_targetItselfIsExemptFromTheAvoidSet() {
        Puppet wanted = overlay.puppet(target);
        overlay.edge(node, wanted, true);

        farEnd.say(message(target, 16, target, near.id()));
        overlay.settle();

        assertThat(wanted.heard()).hasSize(1);
    }

    @Test
    void fullHopIsPassedOverAndKeepsItsEdge() {
        Puppet from = overlay.puppet(Frames.flip(node.id(), 200));
        Wire end = overlay.edge(node, from, false);
        nearEnd.stall(true);

        end.say(message(target, 16));
        overlay.settle();
        assertThat(far.heard()).hasSize(1);

        farEnd.stall(true);
        end.say(message(target, 16));
        overlay.settle();
        assertThat(node.drops(DropReason.NEXT_HOPS_FAILED)).isEqualTo(1);
        assertThat(node.core().edges().size()).isEqualTo(3);
    }

    @Test
    void A17_forwardingChangesTheHopBudgetOnlyAndAllocatesNothing() {
        NodeCore core = new NodeCore(
                Overlay.config(node.identity(), 0)
                        .rateLimited(false)
                        .upkeep(false)
                        .deduplicationCapacity(16)
                        .build(),
                new Counts(),
                node,
                node,
                node,
                overlay.random().split(),
                overlay.random()::nextLong);
        SinkConnection arriving = new SinkConnection(Frames.flip(node.id(), 200), Endpoint.UNKNOWN, false);
        SinkConnection leaving = new SinkConnection(Frames.flip(target, 9), Endpoint.UNKNOWN, true);
        long wall = overlay.time().wallNanos();
        for (SinkConnection end : new SinkConnection[] {arriving, leaving}) {
            core.begin(0, wall);
            core.onFrame(end, Unpooled.wrappedBuffer(Vectors.unhex(Overlay.UNKNOWN_FRAME)));
        }
        byte[] original = message(target, 16);
        ByteBuf frame = Unpooled.wrappedBuffer(original.clone());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();

        forward(core, arriving, frame, wall, 50_000);
        long before = threads.getThreadAllocatedBytes(self);
        forward(core, arriving, frame, wall, 100_000);
        long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(leaving.taken()).isEqualTo(150_000);
        assertThat(allocated).as("bytes for 100,000 frames").isLessThan(50_000);
        byte[] patched = original.clone();
        patched[Frames.TTL_OFFSET] = 15;
        assertThat(frame.array()).isEqualTo(patched);
    }

    private static void forward(NodeCore core, SinkConnection from, ByteBuf frame, long wall, int times) {
        for (int i = 0; i < times; i++) {
            frame.setByte(Frames.TTL_OFFSET, 16);
            core.begin(i, wall);
            core.onFrame(from, frame);
        }
    }
}
