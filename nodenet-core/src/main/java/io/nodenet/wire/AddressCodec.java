package io.nodenet.wire;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import java.util.List;

/**
 * Reads and writes addresses and lists of them (docs/protocol/02, section 1.1, [C]).
 *
 * <table>
 * <caption>An address; a list is a varint count and that many addresses</caption>
 * <tr><th>part</th><th>encoding</th></tr>
 * <tr><td>family</td><td>varint length, bytes</td></tr>
 * <tr><td>endpoint text</td><td>varint length, bytes</td></tr>
 * </table>
 *
 * <p>For example {@code 04 71756963 0d 3139322e302e322e373a343433} is {@code quic} at {@code 192.0.2.7:443}, and {@code 00 00} the
 * unknown address. The bytes are kept as they are, so that an address is written as it was read. Thread-safe.
 */
public final class AddressCodec {
    /** The fewest bytes of an address. */
    public static final int MIN_LENGTH = 2;

    /** The most addresses of a hello, reply, connect or connect_ack [C]. */
    public static final int MAX_ADDRESSES = 16;

    private AddressCodec() {}

    /**
     * Reads one address; bytes after it belong to the caller.
     *
     * @return {@link Endpoint#UNKNOWN}, with the cursor failed, if it is malformed
     */
    public static Endpoint read(Cursor cursor) {
        int familyLength = cursor.length();
        int familyOffset = cursor.skip(familyLength);
        int textLength = cursor.length();
        int textOffset = cursor.skip(textLength);
        return cursor.failed()
                ? Endpoint.UNKNOWN
                : Endpoint.of(cursor.array(), familyOffset, familyLength, textOffset, textLength);
    }

    /**
     * Reads a list; bytes after it belong to the caller.
     *
     * @param max the most addresses accepted
     * @param into receives the addresses; may hold a part of a refused list
     * @return {@link Outcome#OK}, {@link Outcome#TOO_MANY_ADDRESSES} or {@link Outcome#BAD_ADDRESS}; the cursor has failed unless it is
     *     the first
     */
    public static Outcome readList(Cursor cursor, int max, List<? super Endpoint> into) {
        long declared = cursor.uvarint();
        if (cursor.failed()) {
            return Outcome.BAD_ADDRESS;
        }
        if (Long.compareUnsigned(declared, max) > 0) {
            cursor.fail();
            return Outcome.TOO_MANY_ADDRESSES;
        }
        if (declared > cursor.remaining() / MIN_LENGTH) {
            cursor.fail();
            return Outcome.BAD_ADDRESS;
        }
        for (int i = 0; i < declared; i++) {
            Endpoint endpoint = read(cursor);
            if (cursor.failed()) {
                return Outcome.BAD_ADDRESS;
            }
            into.add(endpoint);
        }
        return Outcome.OK;
    }

    /** Returns the bytes that an address takes. */
    public static int length(Endpoint endpoint) {
        int familyLength = endpoint.familyLength();
        int textLength = endpoint.textLength();
        return Varint.length(familyLength) + familyLength + Varint.length(textLength) + textLength;
    }

    /** Returns the bytes that a list takes. */
    public static int length(List<Endpoint> endpoints) {
        int length = Varint.length(endpoints.size());
        for (int i = 0; i < endpoints.size(); i++) {
            length += length(endpoints.get(i));
        }
        return length;
    }

    /**
     * Writes an address at {@code offset} and answers the offset after it.
     *
     * @throws IndexOutOfBoundsException if it does not fit
     */
    public static int write(Endpoint endpoint, byte[] target, int offset) {
        int position = Varint.write(endpoint.familyLength(), target, offset);
        position = endpoint.writeFamily(target, position);
        position = Varint.write(endpoint.textLength(), target, position);
        return endpoint.writeText(target, position);
    }

    /**
     * Appends an address to a buffer, which does not grow.
     *
     * @return {@link Outcome#SHORT_BUFFER} if nothing was written
     */
    public static Outcome write(Endpoint endpoint, ByteBuf target) {
        if (length(endpoint) > target.writableBytes()) {
            return Outcome.SHORT_BUFFER;
        }
        append(endpoint, target);
        return Outcome.OK;
    }

    /**
     * Appends a list to a buffer, which does not grow.
     *
     * @param max the most addresses allowed
     * @return {@link Outcome#TOO_MANY_ADDRESSES} or {@link Outcome#SHORT_BUFFER} if nothing was written
     */
    public static Outcome writeList(List<Endpoint> endpoints, int max, ByteBuf target) {
        if (endpoints.size() > max) {
            return Outcome.TOO_MANY_ADDRESSES;
        }
        if (length(endpoints) > target.writableBytes()) {
            return Outcome.SHORT_BUFFER;
        }
        Varint.write(endpoints.size(), target);
        for (int i = 0; i < endpoints.size(); i++) {
            append(endpoints.get(i), target);
        }
        return Outcome.OK;
    }

    private static void append(Endpoint endpoint, ByteBuf target) {
        if (target.hasArray()) {
            int start = target.arrayOffset() + target.writerIndex();
            int end = write(endpoint, target.array(), start);
            target.writerIndex(target.writerIndex() + end - start);
        } else {
            Varint.write(endpoint.familyLength(), target);
            target.writeBytes(endpoint.familyBytes());
            Varint.write(endpoint.textLength(), target);
            target.writeBytes(endpoint.textBytes());
        }
    }
}
