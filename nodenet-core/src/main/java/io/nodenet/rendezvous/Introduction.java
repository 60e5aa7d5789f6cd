package io.nodenet.rendezvous;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Ed25519;
import io.nodenet.identity.Identity;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What one side of a rendezvous says of itself: the part that hello and reply have in common (docs/protocol/03, sections 1 and 2, [C]).
 *
 * <pre>
 * introduction = x_pub 32 | addresses (16 at most) | nonce 16
 * </pre>
 *
 * @param exchangeKey the X25519 key, 32 bytes; not copied, must not be changed
 * @param endpoints where the side can be reached, best first; untrusted
 * @param nonce chosen by the initiator, returned by the responder
 */
@SuppressWarnings("ArrayRecordComponent")
public record Introduction(byte[] exchangeKey, List<Endpoint> endpoints, Nonce nonce) {
    /** The most addresses. */
    public static final int MAX_ENDPOINTS = AddressCodec.MAX_ADDRESSES;

    /** What follows the addresses in a hello or a reply. */
    static final int TAIL_LENGTH = Nonce.LENGTH + Ed25519.SIGNATURE_LENGTH;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the key has not 32 bytes, or if there are more than {@link #MAX_ENDPOINTS} addresses
     */
    public Introduction {
        if (exchangeKey.length != Identity.EXCHANGE_LENGTH || endpoints.size() > MAX_ENDPOINTS) {
            throw new IllegalArgumentException("A key of " + exchangeKey.length + " bytes and " + endpoints.size()
                    + " addresses; there are 32 and 16 at most");
        }
    }

    /** Returns the number of bytes of the minimal encoding. */
    int length() {
        return exchangeKey.length + AddressCodec.length(endpoints) + Nonce.LENGTH;
    }

    /** Appends the minimal encoding, whatever the spelling of what was received: that is what is signed. */
    void write(ByteBuf out) {
        out.writeBytes(exchangeKey);
        AddressCodec.writeList(endpoints, MAX_ENDPOINTS, out.ensureWritable(AddressCodec.length(endpoints)));
        nonce.write(out);
    }

    /** Reads everything up to the signature, which must be all that is left then; {@code into} gets it if it is accepted. */
    static Outcome read(Cursor cursor, List<? super Introduction> into) {
        byte[] exchangeKey = cursor.bytes(Identity.EXCHANGE_LENGTH);
        if (cursor.failed()) {
            return Outcome.SHORT_BUFFER;
        }
        List<Endpoint> endpoints = new ArrayList<>();
        Outcome outcome = AddressCodec.readList(cursor, MAX_ENDPOINTS, endpoints);
        if (!outcome.isOk()) {
            return outcome;
        }
        if (cursor.remaining() != TAIL_LENGTH) {
            return Outcome.SHORT_BUFFER;
        }
        into.add(new Introduction(exchangeKey, List.copyOf(endpoints), Nonce.read(cursor)));
        return Outcome.OK;
    }
}
