package io.nodenet.address;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a node can be reached: a transport family and an endpoint text, both raw bytes (docs/protocol/02, section 1.1, [C]).
 *
 * <p>Immutable. Two endpoints are equal when both byte strings are; nothing is normalised, because signatures are checked over
 * the bytes that came.
 */
public final class Endpoint {
    /** The family of QUIC over UDP, whose endpoint text is {@code ip:port}. */
    public static final String QUIC = "quic";

    private static final byte[] QUIC_BYTES = QUIC.getBytes(StandardCharsets.ISO_8859_1);

    /** The all-empty address, which means "unknown". */
    public static final Endpoint UNKNOWN = new Endpoint(new byte[0], new byte[0]);

    private final byte[] family;
    private final byte[] text;

    private Endpoint(byte[] family, byte[] text) {
        this.family = Arrays.equals(family, QUIC_BYTES) ? QUIC_BYTES : family;
        this.text = text;
    }

    /** Returns the endpoint with these raw bytes, which are copied. */
    public static Endpoint of(byte[] family, byte[] text) {
        return new Endpoint(family.clone(), text.clone());
    }

    /**
     * Returns the endpoint whose two byte strings are ranges of one array, which are copied.
     *
     * @throws IndexOutOfBoundsException if a range is not inside the array
     */
    public static Endpoint of(byte[] source, int familyOffset, int familyLength, int textOffset, int textLength) {
        boolean quic =
                Arrays.equals(source, familyOffset, familyOffset + familyLength, QUIC_BYTES, 0, QUIC_BYTES.length);
        byte[] family = quic ? QUIC_BYTES : Arrays.copyOfRange(source, familyOffset, familyOffset + familyLength);
        return new Endpoint(family, Arrays.copyOfRange(source, textOffset, textOffset + textLength));
    }

    /** Returns the endpoint of a family with a text, each taken as ISO-8859-1. */
    public static Endpoint of(String family, String text) {
        return new Endpoint(family.getBytes(StandardCharsets.ISO_8859_1), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Returns the endpoint of a socket address in the one canonical text of docs/protocol/02, section 1.2, [C]: neighbours must
     * report the same bytes before a node believes its own external address.
     *
     * <p>IPv4-mapped addresses are unwrapped, IPv6 is written as RFC 5952 says, a zone follows after {@code %} unless it is 0.
     *
     * @throws IllegalArgumentException if the address is unresolved
     */
    public static Endpoint quic(InetSocketAddress address) {
        return quic(IpPort.of(address).text());
    }

    /** Returns the endpoint of the family {@code quic} with this text, taken as it is. */
    public static Endpoint quic(String text) {
        return new Endpoint(QUIC_BYTES, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns this endpoint at the host of another one if its own host is unspecified; else as it is. */
    public Endpoint completedBy(Endpoint seen) {
        IpPort literal = isQuic() ? ipPort() : null;
        IpPort from = seen.ipPort();
        return literal == null || from == null || !literal.isUnspecified()
                ? this
                : quic(IpPort.of(from.address(), from.zone(), literal.port()).text());
    }

    /** Returns whether both byte strings are empty: the address is unknown. */
    public boolean isEmpty() {
        return family.length == 0 && text.length == 0;
    }

    /** Returns whether the family is {@code quic}. */
    public boolean isQuic() {
        return Arrays.equals(family, QUIC_BYTES);
    }

    /** Returns the family, its bytes read as ISO-8859-1. */
    public String family() {
        return isQuic() ? QUIC : new String(family, StandardCharsets.ISO_8859_1);
    }

    /** Returns the endpoint text, its bytes read as ISO-8859-1. */
    public String text() {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Returns a copy of the bytes of the family. */
    public byte[] familyBytes() {
        return family.clone();
    }

    /** Returns a copy of the bytes of the endpoint text. */
    public byte[] textBytes() {
        return text.clone();
    }

    /** Returns the number of bytes of the family. */
    public int familyLength() {
        return family.length;
    }

    /** Returns the number of bytes of the endpoint text. */
    public int textLength() {
        return text.length;
    }

    /**
     * Writes the bytes of the family at {@code offset} and answers the offset after them.
     *
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public int writeFamily(byte[] target, int offset) {
        System.arraycopy(family, 0, target, offset, family.length);
        return offset + family.length;
    }

    /**
     * Writes the bytes of the endpoint text at {@code offset} and answers the offset after them.
     *
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public int writeText(byte[] target, int offset) {
        System.arraycopy(text, 0, target, offset, text.length);
        return offset + text.length;
    }

    /** Returns the literal IP address and port of the text, whatever the family, or null if it is anything else. */
    public @Nullable IpPort ipPort() {
        return IpPort.parse(text());
    }

    /**
     * Returns the socket address to send to; never resolves a name.
     *
     * @return null unless the family is {@code quic} and the text a literal {@code ip:port}; null also for a zone that is a name
     */
    public @Nullable InetSocketAddress toSocketAddress() {
        IpPort literal = isQuic() ? ipPort() : null;
        return literal == null ? null : literal.toSocketAddress();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Endpoint other
                && Arrays.equals(family, other.family)
                && Arrays.equals(text, other.text);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(family) + Arrays.hashCode(text);
    }

    /** Returns {@code family://text}. */
    @Override
    public String toString() {
        return family() + "://" + text();
    }
}
