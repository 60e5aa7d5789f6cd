package io.nodenet.address;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a node can be reached: a transport family and an endpoint text, both raw bytes (docs/protocol/02, section 1.1, [C]).
 *
 * <p>Immutable. Two endpoints are equal when both byte strings are; nothing is normalised.
 */
public final class Endpoint {
    /** The family of QUIC over UDP, whose endpoint text is {@code ip:port}. */
    public static final String QUIC = "quic";

    /** The all-empty address, which means "unknown". */
    public static final Endpoint UNKNOWN = new Endpoint(new byte[0], new byte[0]);

    private final byte[] family;
    private final byte[] text;

    private Endpoint(byte[] family, byte[] text) {
        this.family = family;
        this.text = text;
    }

    /** Answers the endpoint with these raw bytes, which are copied. */
    public static Endpoint of(byte[] family, byte[] text) {
        return new Endpoint(family.clone(), text.clone());
    }

    /** Answers the endpoint of a family with a text, each taken as ISO-8859-1. */
    public static Endpoint of(String family, String text) {
        return new Endpoint(family.getBytes(StandardCharsets.ISO_8859_1), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Answers the family, its bytes read as ISO-8859-1. */
    public String family() {
        return new String(family, StandardCharsets.ISO_8859_1);
    }

    /** Answers the endpoint text, its bytes read as ISO-8859-1. */
    public String text() {
        return new String(text, StandardCharsets.ISO_8859_1);
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

    /** Answers {@code family://text}. */
    @Override
    public String toString() {
        return family() + "://" + text();
    }
}
