package io.nodenet.routed;

import io.nodenet.kad.NodeId;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a routed message where it lies, without copying (docs/protocol/02, section 3, [C]).
 *
 * <pre>
 * target 32 | ttl 1 | ed_pub 32 | sent 8 | navoid 1+ | avoid 32·navoid | plen 1+ | payload plen | sig 64
 * </pre>
 *
 * <p>Reusable and not thread-safe: the accessors speak of the bytes of the last successful {@link #parse} and allocate nothing
 * unless they say so.
 */
public final class RoutedMessageView {
    /** The most NodeIDs in an avoid-set. */
    public static final int MAX_AVOID = 3;

    /** Bytes of an Ed25519 signature. */
    public static final int SIGNATURE_LENGTH = 64;

    /** Bytes of the originator's key and of the time that follows it. */
    public static final int KEY_AND_SENT_LENGTH = 32 + Long.BYTES;

    static final int TTL_OFFSET = NodeId.LENGTH;
    static final int KEY_OFFSET = TTL_OFFSET + 1;
    static final int KEY_LENGTH = 32;
    static final int SENT_OFFSET = KEY_OFFSET + KEY_LENGTH;
    static final int AVOID_COUNT_OFFSET = SENT_OFFSET + Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Cursor cursor = new Cursor();
    private byte[] array = new byte[0];
    private int start;
    private int avoidCount;
    private int avoidOffset;
    private int payloadOffset;
    private int payloadLength;

    /** Reads the message in {@code length} bytes at {@code offset}; the first failing step decides the outcome. */
    public Outcome parse(byte[] bytes, int offset, int length) {
        cursor.reset(bytes, offset, length);
        cursor.skip(AVOID_COUNT_OFFSET);
        long avoided = cursor.uvarint();
        if (cursor.failed()) {
            return Outcome.SHORT_BUFFER;
        }
        if (Long.compareUnsigned(avoided, MAX_AVOID) > 0) {
            return Outcome.AVOID_TOO_LARGE;
        }
        int avoidAt = cursor.position();
        cursor.skip((int) avoided * NodeId.LENGTH);
        long declared = cursor.uvarint();
        if (cursor.failed()
                || cursor.remaining() < SIGNATURE_LENGTH
                || declared != cursor.remaining() - SIGNATURE_LENGTH) {
            return Outcome.SHORT_BUFFER;
        }
        array = bytes;
        start = offset;
        avoidCount = (int) avoided;
        avoidOffset = avoidAt;
        payloadOffset = cursor.position();
        payloadLength = (int) declared;
        return Outcome.OK;
    }

    /** Returns whether the message is addressed to an ID. */
    public boolean isFor(NodeId id) {
        return id.matches(array, start);
    }

    /** Returns the target as a new object. */
    public NodeId target() {
        return NodeId.of(array, start);
    }

    /** Returns one of the four words of the target, the most significant one first. */
    public long targetWord(int index) {
        return (long) LONGS.get(array, start + index * Long.BYTES);
    }

    /** Returns the hops left, 0 to 255 as it stands on the wire. */
    public int ttl() {
        return array[start + TTL_OFFSET] & 0xff;
    }

    /** Overwrites the hops left in place: the only byte that a forwarder changes. */
    public void patchTtl(int ttl) {
        array[start + TTL_OFFSET] = (byte) ttl;
    }

    /** Returns the origination time in nanoseconds since 1970, chosen by the originator: any 64-bit value. */
    public long sentNanos() {
        return (long) LONGS.get(array, start + SENT_OFFSET);
    }

    /** Returns how many NodeIDs the avoid-set has, 0 to 3. */
    public int avoidCount() {
        return avoidCount;
    }

    /** Returns whether an ID is in the avoid-set. */
    public boolean avoids(NodeId id) {
        for (int i = 0; i < avoidCount; i++) {
            if (id.matches(array, avoidOffset + i * NodeId.LENGTH)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the array that the offsets below refer to. */
    public byte[] array() {
        return array;
    }

    /** Returns where the message starts. */
    public int offset() {
        return start;
    }

    /** Returns where the originator's 32-byte Ed25519 key starts. */
    public int keyOffset() {
        return start + KEY_OFFSET;
    }

    /** Returns where the payload starts. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Returns the length of the payload in bytes. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Returns where the 64-byte signature starts. */
    public int signatureOffset() {
        return payloadOffset + payloadLength;
    }

    /** Returns a copy of the payload. */
    public byte[] payload() {
        byte[] payload = new byte[payloadLength];
        System.arraycopy(array, payloadOffset, payload, 0, payloadLength);
        return payload;
    }
}
