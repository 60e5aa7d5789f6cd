package io.nodenet.nat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request for a hole punch and its answer carry: the payload of connect and connect-ack (docs/protocol/06, section 1, [C]).
 *
 * <pre>
 * payload = nonce 16 | addresses (16 at most)
 * </pre>
 *
 * @param nonce chosen by the initiator, returned by the responder
 * @param endpoints where its sender can be reached, best first; untrusted
 */
public record PunchSignal(Nonce nonce, List<Endpoint> endpoints) {
    /** The most addresses. */
    public static final int MAX_ENDPOINTS = AddressCodec.MAX_ADDRESSES;

    /**
     * Checks the number of addresses.
     *
     * @throws IllegalArgumentException if there are more than {@link #MAX_ENDPOINTS}
     */
    public PunchSignal {
        if (endpoints.size() > MAX_ENDPOINTS) {
            throw new IllegalArgumentException(endpoints.size() + " addresses; there are 16 at most");
        }
    }

    /**
     * Reads a signal; what follows the addresses is ignored.
     *
     * @param into gets it if it is accepted
     * @return {@link Outcome#OK}, or in the order of the checks {@link Outcome#SHORT_BUFFER}, {@link Outcome#BAD_ADDRESS}, {@link
     *     Outcome#TOO_MANY_ADDRESSES}
     */
    public static Outcome read(Cursor cursor, List<? super PunchSignal> into) {
        Nonce nonce = Nonce.read(cursor);
        if (cursor.failed()) {
            return Outcome.SHORT_BUFFER;
        }
        List<Endpoint> endpoints = new ArrayList<>();
        Outcome outcome = AddressCodec.readList(cursor, MAX_ENDPOINTS, endpoints);
        if (outcome.isOk()) {
            into.add(new PunchSignal(nonce, List.copyOf(endpoints)));
        }
        return outcome;
    }

    /** Returns the payload of the routed message, in the minimal encoding. */
    public byte[] toBytes() {
        byte[] bytes = new byte[Nonce.LENGTH + AddressCodec.length(endpoints)];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        nonce.write(out);
        AddressCodec.writeList(endpoints, MAX_ENDPOINTS, out);
        return bytes;
    }
}
