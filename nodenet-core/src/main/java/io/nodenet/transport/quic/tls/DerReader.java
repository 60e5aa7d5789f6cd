package io.nodenet.transport.quic.tls;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the elements of DER bytes in place, one level at a time; never throws on bad input.
 *
 * <p>After {@link #next()} the fields of the current element are readable until the following call. Only single-byte tags and
 * definite lengths in the shortest form are accepted, which is all that certificates contain.
 */
final class DerReader {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private final int limit;
    private int position;
    private int tag;
    private int start;
    private int contentStart;

    DerReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.limit = to;
    }

    /** Moves to the next element; false at the end and on anything that is not DER. */
    boolean next() {
        if (limit - position < 2) {
            return false;
        }
        start = position;
        tag = bytes[position] & 0xff;
        int length = bytes[position + 1] & 0xff;
        int content = position + 2;
        if ((tag & 0x1f) == 0x1f) {
            return false;
        }
        if (length >= 0x80) {
            int octets = length & 0x7f;
            if (octets == 0 || octets > 3 || limit - content < octets) {
                return false;
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (bytes[content + i] & 0xff);
            }
            if (length < 0x80 || bytes[content] == 0) {
                return false;
            }
            content += octets;
        }
        if (length > limit - content) {
            return false;
        }
        contentStart = content;
        position = content + length;
        return true;
    }

    /** Moves to the next element and tells whether it has the expected tag. */
    boolean next(int expectedTag) {
        return next() && tag == expectedTag;
    }

    /** Returns whether nothing follows the current element. */
    boolean isAtEnd() {
        return position == limit;
    }

    /** Returns whether the element after the current one has this tag. */
    boolean isNext(int expectedTag) {
        return position < limit && (bytes[position] & 0xff) == expectedTag;
    }

    /** Returns the tag of the current element. */
    int tag() {
        return tag;
    }

    /** Returns where the current element starts, its tag included. */
    int start() {
        return start;
    }

    /** Returns where the content of the current element starts. */
    int contentStart() {
        return contentStart;
    }

    /** Returns where the current element ends. */
    int end() {
        return position;
    }

    /** Returns the number of content bytes of the current element. */
    int contentLength() {
        return position - contentStart;
    }

    /** Returns a reader of the content of the current element. */
    DerReader inside() {
        return new DerReader(bytes, contentStart, position);
    }

    /** Moves to the next element and answers a reader of its content, or null if it does not have the expected tag. */
    @Nullable
    DerReader enter(int expectedTag) {
        return next(expectedTag) ? inside() : null;
    }
}
