package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.routed.Contact;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.List;
import java.util.random.RandomGenerator;

/** Puts false addresses into the answers and the pongs of the node. */
final class Liar extends FalseAnswers {
    /** Public addresses from here on are those of no host ({@link SimulatedOverlay}). */
    private static final int FIRST_OCTET = 128;

    private static final int FIRST_OCTETS = 32;

    private final RandomGenerator random;
    private final FrameHeader header = new FrameHeader();

    Liar(SimulatedNode node, RandomGenerator random) {
        super(node);
        this.random = random;
    }

    @Override
    WriteResult send(Connection connection, ByteBuf frame) {
        int offset = frame.arrayOffset() + frame.readerIndex();
        FrameCodec.parse(frame.array(), offset, frame.readableBytes(), header);
        return header.type() == FrameType.PONG
                ? connection.send(pong(falseAddress(connection.remoteId().word(0))))
                : super.send(connection, frame);
    }

    private static ByteBuf pong(Endpoint endpoint) {
        int length = AddressCodec.length(endpoint);
        ByteBuf pong = Unpooled.buffer(FrameCodec.frameLength(length));
        FrameCodec.encodeHeader(FrameType.PONG, length, pong);
        AddressCodec.write(endpoint, pong);
        return pong;
    }

    @Override
    List<Contact> lies(List<Contact> truth) {
        return truth.stream().map(this::misplaced).toList();
    }

    private Contact misplaced(Contact contact) {
        boolean own = contact.id().equals(node().id());
        return own ? contact : contact.at(List.of(falseAddress(random.nextLong())));
    }

    private static Endpoint falseAddress(long bits) {
        long first = FIRST_OCTET + (bits & FIRST_OCTETS - 1);
        return Endpoint.quic(first + "." + (bits >>> 8 & 0xff) + '.' + (bits >>> 16 & 0xff) + ".1:4242");
    }
}
