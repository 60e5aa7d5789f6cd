package io.nodenet.sample.messenger.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A secret of this process that the page reads and sends back with whatever changes something. Thread-safe. */
@Component
public class CsrfToken {
    /** The header that carries it. */
    public static final String HEADER = "X-CSRF-Token";

    private static final int BYTES = 32;

    private final String value;

    CsrfToken() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        value = HexFormat.of().formatHex(random);
    }

    String value() {
        return value;
    }

    boolean matches(@Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }
}
