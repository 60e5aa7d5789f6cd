package io.nodenet.nat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.List;

/**
 * Tells whoever asked for a relay where to dial the peer: the payload of relay-grant (docs/protocol/06, section 1, [C]).
 *
 * <pre>
 * payload = nonce 16 | address
 * </pre>
 *
 * @param nonce that of the request
 * @param endpoint where the volunteer expects the requester; untrusted
 */
public record RelayGrant(Nonce nonce, Endpoint endpoint) {
    /**
     * Reads a grant; what follows the address is ignored.
     *
     * @param into gets it if it is accepted
     * @return {@link Outcome#OK}, or in the order of the checks {@link Outcome#SHORT_BUFFER}, {@link Outcome#BAD_ADDRESS}
     */
    public static Outcome read(Cursor cursor, List<? super RelayGrant> into) {
        Nonce nonce = Nonce.read(cursor);
        if (cursor.failed()) {
            return Outcome.SHORT_BUFFER;
        }
        Endpoint endpoint = AddressCodec.read(cursor);
        if (cursor.failed()) {
            return Outcome.BAD_ADDRESS;
        }
        into.add(new RelayGrant(nonce, endpoint));
        return Outcome.OK;
    }

    /** Returns the payload of the frame, in the minimal encoding. */
    public byte[] toBytes() {
        byte[] bytes = new byte[Nonce.LENGTH + AddressCodec.length(endpoint)];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        nonce.write(out);
        AddressCodec.write(endpoint, out);
        return bytes;
    }
}
