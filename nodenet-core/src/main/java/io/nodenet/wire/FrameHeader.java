package io.nodenet.wire;

/**
 * Where the parts of a parsed frame are: a reusable holder that {@link FrameCodec#parse} fills.
 *
 * <p>Offsets are indexes into the array that was parsed. After a refused frame the fields are those of the last accepted one.
 * Not thread-safe.
 */
public final class FrameHeader {
    private int typeCode;
    private int payloadOffset;
    private int payloadLength;
    private int restLength;

    void set(int typeCode, int payloadOffset, int payloadLength, int restLength) {
        this.typeCode = typeCode;
        this.payloadOffset = payloadOffset;
        this.payloadLength = payloadLength;
        this.restLength = restLength;
    }

    /** Returns the type byte, 0 to 255, whether it has a meaning or not. */
    public int typeCode() {
        return typeCode;
    }

    /** Returns the type, {@link FrameType#UNKNOWN} if the byte has no meaning. */
    public FrameType type() {
        return FrameType.ofCode(typeCode);
    }

    /** Returns the index of the first byte of the payload. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Returns the bytes of the payload, 0 to 1,048,576. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Returns the index of the first byte after the frame. */
    public int restOffset() {
        return payloadOffset + payloadLength;
    }

    /** Returns the bytes that follow the frame; conforming peers send none in a packet. */
    public int restLength() {
        return restLength;
    }
}
