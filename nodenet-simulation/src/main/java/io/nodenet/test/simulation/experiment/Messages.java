package io.nodenet.test.simulation.experiment;

import io.netty.buffer.ByteBuf;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.SignedMessage;
import io.nodenet.test.simulation.OverlayObserver;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Watches numbered messages: which arrive, and over how many hops the first copy of each came to its target. */
final class Messages implements OverlayObserver {
    private final FrameHeader header = new FrameHeader();
    private final RoutedMessageView view = new RoutedMessageView();
    private final int[] hops;
    private final boolean[] delivered;

    /** Creates a watch over the messages numbered from 0 to below {@code count}. */
    Messages(int count) {
        hops = new int[count];
        delivered = new boolean[count];
    }

    /** Returns the payload of the message with a number. */
    static byte[] payload(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    @Override
    public void received(SimulatedNode node, Connection connection, ByteBuf frame) {
        int offset = frame.arrayOffset() + frame.readerIndex();
        if (FrameCodec.parse(frame.array(), offset, frame.readableBytes(), header) == Outcome.OK
                && header.type() == FrameType.ROUTE
                && view.parse(frame.array(), header.payloadOffset(), header.payloadLength()) == Outcome.OK
                && view.isFor(node.id())) {
            int number = number(view.payload());
            if (hops[number] == 0) {
                hops[number] = SignedMessage.MAX_HOPS - Math.min(view.ttl(), SignedMessage.MAX_HOPS) + 1;
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

    /** Returns a percentile of the hops of those that arrived, empty if none has. */
    OptionalInt hops(int percent) {
        int[] sorted = IntStream.range(0, delivered.length)
                .filter(number -> delivered[number])
                .map(number -> hops[number])
                .toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? OptionalInt.empty()
                : OptionalInt.of(sorted[NearestRank.of(percent, sorted.length)]);
    }
}
