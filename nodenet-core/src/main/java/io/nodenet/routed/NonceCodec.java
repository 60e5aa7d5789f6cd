package io.nodenet.routed;

import io.netty.buffer.ByteBuf;
import io.nodenet.wire.Cursor;
import java.util.List;

/**
 * Reads and writes the payloads that carry a nonce: the question of a lookup or a sibling request, and the neighbours answer to either
 * (docs/protocol/02, section 5, [C]).
 *
 * <pre>
 * question = nonce 8
 * answer   = nonce 8 | contact list
 * </pre>
 *
 * <p>The nonce is 64 random bits: all that keeps strangers from injecting contacts.
 */
public final class NonceCodec {
    /** Bytes of a nonce. */
    public static final int LENGTH = Long.BYTES;

    private NonceCodec() {}

    /** Reads a question, which must fill the rest of the cursor; marks the cursor failed if it does not. */
    public static long readQuestion(Cursor cursor) {
        long nonce = readNonce(cursor);
        if (cursor.remaining() > 0) {
            cursor.fail();
        }
        return nonce;
    }

    /** Reads the nonce of an answer; {@link ContactListCodec#read} reads the rest, once the nonce is known to be solicited. */
    public static long readNonce(Cursor cursor) {
        return cursor.i64();
    }

    /** Appends a question; {@code out} must have room for {@link #LENGTH} bytes. */
    public static void writeQuestion(long nonce, ByteBuf out) {
        out.writeLong(nonce);
    }

    /**
     * Appends an answer.
     *
     * @param out owned by the caller; grows as far as it may
     * @throws IllegalArgumentException if there are more contacts or addresses than a list may have
     */
    public static void writeAnswer(long nonce, List<Contact> contacts, ByteBuf out) {
        out.writeLong(nonce);
        ContactListCodec.write(contacts, out);
    }
}
