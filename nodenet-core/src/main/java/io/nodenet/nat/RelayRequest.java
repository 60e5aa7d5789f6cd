package io.nodenet.nat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.List;

/**
 * Asks a neighbour to relay: the payload of relay-request (docs/protocol/06, section 1, [C]).
 *
 * <pre>
 * payload = nonce 16 | target NodeID 32
 * </pre>
 *
 * @param nonce chosen by the requester, returned in the grant
 * @param target the peer that the requester wants to reach
 */
public record RelayRequest(Nonce nonce, NodeId target) {
    /** The number of bytes. */
    public static final int LENGTH = Nonce.LENGTH + NodeId.LENGTH;

    /**
     * Reads a request; what follows is ignored.
     *
     * @param into gets it if it is accepted
     * @return {@link Outcome#OK} or {@link Outcome#SHORT_BUFFER}
     */
    public static Outcome read(Cursor cursor, List<? super RelayRequest> into) {
        RelayRequest request = new RelayRequest(Nonce.read(cursor), cursor.nodeId());
        if (cursor.failed()) {
            return Outcome.SHORT_BUFFER;
        }
        into.add(request);
        return Outcome.OK;
    }

    /** Returns the payload of the frame. */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        nonce.write(out);
        target.writeTo(bytes, Nonce.LENGTH);
        return bytes;
    }
}
