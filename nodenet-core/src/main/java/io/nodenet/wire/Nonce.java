package io.nodenet.wire;

import io.netty.buffer.ByteBuf;

/**
 * The 16 random bytes that tie an answer to its question in a rendezvous, a punch or a relay request (docs/protocol/03, section 1 and 06,
 * section 1, [C]).
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes
 */
public record Nonce(long high, long low) {
    /** The number of bytes. */
    public static final int LENGTH = 2 * Long.BYTES;

    /** Reads a nonce; zero if the cursor has failed. */
    public static Nonce read(Cursor cursor) {
        return new Nonce(cursor.i64(), cursor.i64());
    }

    /** Appends the nonce; grows the buffer if it must. */
    public void write(ByteBuf out) {
        out.writeLong(high).writeLong(low);
    }
}
