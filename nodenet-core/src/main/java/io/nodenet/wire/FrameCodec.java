package io.nodenet.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads and writes frames, the unit of everything that two nodes say to each other (docs/protocol/01, section 5, [C]).
 *
 * <table>
 * <caption>A frame</caption>
 * <tr><th>offset</th><th>size</th><th>field</th></tr>
 * <tr><td>0</td><td>1</td><td>version, 1</td></tr>
 * <tr><td>1</td><td>1</td><td>{@linkplain FrameType type}</td></tr>
 * <tr><td>2</td><td>1 to 10</td><td>payload length <i>n</i>, {@linkplain Varint varint}</td></tr>
 * <tr><td>2 + w</td><td>n</td><td>payload</td></tr>
 * </table>
 *
 * <p>For example {@code 01 07 00} is a leave. Allocates nothing. Thread-safe.
 */
public final class FrameCodec {
    /** The version byte [C]. */
    public static final int FRAME_VERSION = 1;

    /** The most payload bytes that the parser accepts [C]. */
    public static final int MAX_FRAME_PAYLOAD = 1 << 20;

    /** The most bytes of a whole frame on any transport, header included [C]. */
    public static final int MAX_PACKET = 1 << 16;

    /** The most payload bytes of a frame that a transport takes. */
    public static final int MAX_USABLE_PAYLOAD = MAX_PACKET - 5;

    private static final int FIXED_BYTES = 2;

    private FrameCodec() {}

    /**
     * Parses the first frame of a range.
     *
     * @param into filled if the outcome is {@link Outcome#OK}; what follows the frame is its rest, a matter of the caller
     * @throws IndexOutOfBoundsException if the range is not inside the array, which is a mistake of the caller
     */
    public static Outcome parse(byte[] source, int offset, int length, FrameHeader into) {
        if (length < FIXED_BYTES) {
            return Outcome.SHORT_BUFFER;
        }
        if (source[offset] != FRAME_VERSION) {
            return Outcome.BAD_VERSION;
        }
        int end = offset + length;
        int width = Varint.width(source, offset + FIXED_BYTES, end);
        if (width == Varint.MALFORMED) {
            return Outcome.SHORT_BUFFER;
        }
        long declared = Varint.value(source, offset + FIXED_BYTES, width);
        if (Long.compareUnsigned(declared, MAX_FRAME_PAYLOAD) > 0) {
            return Outcome.FRAME_TOO_LARGE;
        }
        int payloadOffset = offset + FIXED_BYTES + width;
        int payloadLength = (int) declared;
        if (payloadLength > end - payloadOffset) {
            return Outcome.SHORT_BUFFER;
        }
        into.set(source[offset + 1] & 0xff, payloadOffset, payloadLength, end - payloadOffset - payloadLength);
        return Outcome.OK;
    }

    /** Returns the bytes of the header in front of a payload of this length: 3, 4 or 5 within a packet. */
    public static int headerLength(int payloadLength) {
        return FIXED_BYTES + Varint.length(payloadLength);
    }

    /** Returns the bytes of the whole frame around a payload of this length. */
    public static int frameLength(int payloadLength) {
        return headerLength(payloadLength) + payloadLength;
    }

    /** Returns whether the frame around a payload of this length may be handed to a transport. */
    public static boolean fitsPacket(int payloadLength) {
        return payloadLength <= MAX_USABLE_PAYLOAD;
    }

    /**
     * Writes a frame at {@code targetOffset}; it takes {@link #frameLength} bytes.
     *
     * @param typeCode the type byte, of which the low eight bits are written
     * @return {@link Outcome#FRAME_TOO_LARGE} or {@link Outcome#SHORT_BUFFER} if nothing was written
     */
    public static Outcome encode(
            int typeCode, byte[] payload, int payloadOffset, int payloadLength, byte[] target, int targetOffset) {
        Outcome outcome = check(payloadLength, target.length - targetOffset);
        if (outcome.isOk()) {
            target[targetOffset] = FRAME_VERSION;
            target[targetOffset + 1] = (byte) typeCode;
            int position = Varint.write(payloadLength, target, targetOffset + FIXED_BYTES);
            System.arraycopy(payload, payloadOffset, target, position, payloadLength);
        }
        return outcome;
    }

    /**
     * Appends a frame to a buffer, which does not grow.
     *
     * @return {@link Outcome#FRAME_TOO_LARGE} or {@link Outcome#SHORT_BUFFER} if nothing was written
     */
    public static Outcome encode(FrameType type, byte[] payload, int payloadOffset, int payloadLength, ByteBuf target) {
        Outcome outcome = encodeHeader(type, payloadLength, target);
        if (outcome.isOk()) {
            target.writeBytes(payload, payloadOffset, payloadLength);
        }
        return outcome;
    }

    /**
     * Appends the header of a frame whose payload the caller appends next; the buffer does not grow.
     *
     * @return {@link Outcome#FRAME_TOO_LARGE}, or {@link Outcome#SHORT_BUFFER} if the buffer has no room for header and payload;
     *     nothing was written then
     */
    public static Outcome encodeHeader(FrameType type, int payloadLength, ByteBuf target) {
        Outcome outcome = check(payloadLength, target.writableBytes());
        if (outcome.isOk()) {
            target.writeByte(FRAME_VERSION).writeByte(type.code());
            Varint.write(payloadLength, target);
        }
        return outcome;
    }

    private static Outcome check(int payloadLength, int room) {
        if (payloadLength > MAX_FRAME_PAYLOAD) {
            return Outcome.FRAME_TOO_LARGE;
        }
        return frameLength(payloadLength) > room ? Outcome.SHORT_BUFFER : Outcome.OK;
    }
}
