package io.nodenet.test.simulation.experiment;

import io.netty.buffer.ByteBuf;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.SignedMessage;
import io.nodenet.test.simulation.FrameView;
import io.nodenet.test.simulation.OverlayObserver;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameType;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Sends numbered messages, and watches which arrive, and over how many hops the first copy of each came to its target. */
final class Messages implements OverlayObserver {
    private final FrameView view = new FrameView();
    private final @Nullable Journey[] journeys;
    private final int[] hops;
    private final boolean[] delivered;

    /** Who sends to whom. */
    private record Journey(SimulatedNode from, NodeId to) {
        void send(int number) {
            from.send(to, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        }
    }

    /** How many messages have arrived, and over how many hops each of them came. */
    @SuppressWarnings("ArrayRecordComponent")
    record Report(int delivered, int[] sortedHops) {
        /** Returns a percentile of the hops of those that arrived, empty if none has. */
        OptionalInt hops(int percent) {
            return sortedHops.length == 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(sortedHops[NearestRank.of(percent, sortedHops.length)]);
        }
    }

    /** Creates messages numbered from 0 to below {@code count}. */
    Messages(int count) {
        journeys = new @Nullable Journey[count];
        hops = new int[count];
        delivered = new boolean[count];
    }

    /** Has a node send the message with a number. */
    void send(int number, SimulatedNode from, SimulatedNode to) {
        Journey journey = new Journey(from, to.id());
        journeys[number] = journey;
        journey.send(number);
    }

    /** Has the same node send a message again, unless it has arrived; returns whether it does. */
    boolean sendAgain(int number) {
        Journey journey = journeys[number];
        if (delivered[number] || journey == null) {
            return false;
        }
        journey.send(number);
        return true;
    }

    @Override
    public void received(SimulatedNode node, Connection connection, ByteBuf frame) {
        if (view.read(frame) && view.type() == FrameType.ROUTE && view.message().isFor(node.id())) {
            int number = number(view.message().payload());
            if (hops[number] == 0) {
                hops[number] = SignedMessage.MAX_HOPS - Math.min(view.message().ttl(), SignedMessage.MAX_HOPS) + 1;
            }
        }
    }

    @Override
    public void delivered(SimulatedNode node, SimulatedNode.Delivery message) {
        delivered[number(message.payload())] = true;
    }

    private static int number(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }

    /** Returns how many of the messages have reached the application of their target. */
    int delivered() {
        return (int) IntStream.range(0, delivered.length)
                .filter(number -> delivered[number])
                .count();
    }

    /** Returns what has arrived so far. */
    Report report() {
        int[] sorted = IntStream.range(0, delivered.length)
                .filter(number -> delivered[number])
                .map(number -> hops[number])
                .sorted()
                .toArray();
        return new Report(sorted.length, sorted);
    }
}
