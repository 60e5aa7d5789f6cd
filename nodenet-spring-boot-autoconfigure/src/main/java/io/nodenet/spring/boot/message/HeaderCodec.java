package io.nodenet.spring.boot.message;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes headers in front of payloads and reads them (docs/messages.md). */
final class HeaderCodec {
    /** UTF-8 text never begins with the first byte; the last byte is the version. */
    private static final byte[] MAGIC = {(byte) 0xc1, 'N', 'M', 1};

    private static final int VERSION_AT = 3;

    private HeaderCodec() {}

    /**
     * The headers and the payload that follows them.
     *
     * @param body owned by the caller
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Read(NodenetHeaders headers, byte[] body) {}

    /** Returns whether a payload begins with headers of any version. */
    static boolean isMarked(byte[] payload) {
        if (payload.length < MAGIC.length) {
            return false;
        }
        for (int i = 0; i < VERSION_AT; i++) {
            if (payload[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the encoded size of headers in bytes. */
    static int size(NodenetHeaders headers) {
        int size = MAGIC.length + 1;
        for (Map.Entry<String, String> header : headers.asMap().entrySet()) {
            size += 1 + bytes(header.getKey()).length + Short.BYTES + bytes(header.getValue()).length;
        }
        return size;
    }

    static byte[] write(NodenetHeaders headers, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(size(headers) + body.length);
        out.put(MAGIC).put((byte) headers.asMap().size());
        headers.asMap().forEach((name, value) -> {
            byte[] nameBytes = bytes(name);
            byte[] valueBytes = bytes(value);
            out.put((byte) nameBytes.length).put(nameBytes);
            out.putShort((short) valueBytes.length).put(valueBytes);
        });
        return out.put(body).array();
    }

    /**
     * Decodes a payload that {@linkplain #isMarked is marked}.
     *
     * @throws IllegalArgumentException if its headers are malformed, exceed the limits, or have another version
     */
    static Read read(byte[] payload) {
        if (payload[VERSION_AT] != MAGIC[VERSION_AT]) {
            throw new IllegalArgumentException(
                    "The headers have version " + payload[VERSION_AT] + ", not " + MAGIC[VERSION_AT]);
        }
        ByteBuffer in = ByteBuffer.wrap(payload, MAGIC.length, payload.length - MAGIC.length);
        try {
            Map<String, String> values = new LinkedHashMap<>();
            for (int left = Byte.toUnsignedInt(in.get()); left > 0; left--) {
                String name = text(in, Byte.toUnsignedInt(in.get()));
                String value = text(in, Short.toUnsignedInt(in.getShort()));
                if (values.put(name, value) != null) {
                    throw new IllegalArgumentException("A header is repeated");
                }
                if (in.position() > NodenetHeaders.MAX_BYTES) {
                    throw new IllegalArgumentException("The headers are too large");
                }
            }
            byte[] body = new byte[in.remaining()];
            in.get(body);
            return new Read(NodenetHeaders.of(values), body);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("The headers are truncated", e);
        }
    }

    private static String text(ByteBuffer in, int length) {
        if (length > in.remaining() || length > NodenetHeaders.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("A header is too long");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A header is not UTF-8", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
