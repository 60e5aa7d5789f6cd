package io.nodenet.nat;

import io.nodenet.address.Endpoint;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.util.List;

/**
 * Tells a peer from where somebody will reach it through a volunteer: the payload of relay-bind (docs/protocol/06, section 1, [C]).
 *
 * <pre>
 * payload = address
 * </pre>
 *
 * <p>Neither the requester nor its nonce is named: who comes from there shows in the handshake.
 *
 * @param endpoint where the volunteer expects punches of the peer; untrusted
 */
public record RelayBind(Endpoint endpoint) {
    /**
     * Reads a bind; what follows the address is ignored.
     *
     * @param into gets it if it is accepted
     * @return {@link Outcome#OK} or {@link Outcome#BAD_ADDRESS}
     */
    public static Outcome read(Cursor cursor, List<? super RelayBind> into) {
        Endpoint endpoint = AddressCodec.read(cursor);
        if (cursor.failed()) {
            return Outcome.BAD_ADDRESS;
        }
        into.add(new RelayBind(endpoint));
        return Outcome.OK;
    }

    /** Returns the payload of the frame, in the minimal encoding. */
    public byte[] toBytes() {
        byte[] bytes = new byte[AddressCodec.length(endpoint)];
        AddressCodec.write(endpoint, bytes, 0);
        return bytes;
    }
}
