package io.nodenet.wire;

import io.nodenet.kad.NodeId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads untrusted bytes from front to back and never throws: a read that does not fit marks the cursor failed for good.
 *
 * <p>Once {@linkplain #failed() failed}, every read answers zero or empty and nothing moves, so a decoder reads all fields and asks
 * once at the end. Reusable and allocation-free, except where a fresh object is asked for. The bytes are borrowed. Not
 * thread-safe.
 */
public final class Cursor {
    private static final byte[] NOTHING = {};
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] source = NOTHING;
    private int position;
    private int end;
    private boolean failed;

    /**
     * Starts over on a range of an array and answers this cursor.
     *
     * @throws IndexOutOfBoundsException if the range is not inside the array, which is a mistake of the caller
     */
    public Cursor reset(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || length > bytes.length - offset) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + bytes.length);
        }
        source = bytes;
        position = offset;
        end = offset + length;
        failed = false;
        return this;
    }

    /** Starts over on a whole array and answers this cursor. */
    public Cursor reset(byte[] bytes) {
        return reset(bytes, 0, bytes.length);
    }

    /** Returns whether a read did not fit since the last reset. */
    public boolean failed() {
        return failed;
    }

    /** Marks this cursor failed, for a decoder that found a value it refuses. */
    public void fail() {
        failed = true;
    }

    /** Returns whether every read fitted and nothing is left over. */
    public boolean isCleanEnd() {
        return !failed && position == end;
    }

    /** Returns the array that is read; offsets of this cursor are indexes into it. */
    public byte[] array() {
        return source;
    }

    /** Returns the offset of the next byte in the array. */
    public int position() {
        return position;
    }

    /** Returns the number of bytes left; 0 once failed. */
    public int remaining() {
        return failed ? 0 : end - position;
    }

    /** Reads one byte as 0 to 255. */
    public int u8() {
        return has(1) ? source[position++] & 0xff : 0;
    }

    /** Reads 4 bytes, big-endian; all 32 bits count. */
    public int u32() {
        if (!has(Integer.BYTES)) {
            return 0;
        }
        int value = (int) INTS.get(source, position);
        position += Integer.BYTES;
        return value;
    }

    /** Reads 8 bytes, big-endian. */
    public long i64() {
        if (!has(Long.BYTES)) {
            return 0;
        }
        long value = (long) LONGS.get(source, position);
        position += Long.BYTES;
        return value;
    }

    /** Reads a varint; the answer is unsigned. */
    public long uvarint() {
        int width = failed ? Varint.MALFORMED : Varint.width(source, position, end);
        if (width == Varint.MALFORMED) {
            failed = true;
            return 0;
        }
        long value = Varint.value(source, position, width);
        position += width;
        return value;
    }

    /** Reads a varint that declares how many bytes follow; fails if fewer are left. */
    public int length() {
        return count(1);
    }

    /**
     * Reads a varint that declares how many items follow; fails unless that many could be left.
     *
     * @param itemBytes the fewest bytes that one item takes, 1 or more
     */
    public int count(int itemBytes) {
        long declared = uvarint();
        if (Long.compareUnsigned(declared, remaining() / itemBytes) > 0) {
            failed = true;
            return 0;
        }
        return (int) declared;
    }

    /** Skips {@code length} bytes and answers the offset of the first; the present offset if they do not fit. */
    public int skip(int length) {
        int start = position;
        if (has(length)) {
            position += length;
        }
        return start;
    }

    /** Reads {@code length} bytes into a fresh array; an empty one if they do not fit. */
    public byte[] bytes(int length) {
        if (!has(length)) {
            return NOTHING;
        }
        position += length;
        return Arrays.copyOfRange(source, position - length, position);
    }

    /** Reads 32 bytes as a NodeID; the zero ID if they do not fit. */
    public NodeId nodeId() {
        if (!has(NodeId.LENGTH)) {
            return NodeId.ZERO;
        }
        position += NodeId.LENGTH;
        return NodeId.of(source, position - NodeId.LENGTH);
    }

    private boolean has(int length) {
        if (failed || length < 0 || length > end - position) {
            failed = true;
            return false;
        }
        return true;
    }
}
