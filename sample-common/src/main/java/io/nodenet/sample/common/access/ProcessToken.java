package io.nodenet.sample.common.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/**
 * A secret of this process that the page reads and sends with each request that changes something. Thread-safe.
 *
 * <p>It is not in a cookie: all ports of localhost share cookies, so the samples would overwrite each other's, and another page could set
 * one with a known token.
 */
final class ProcessToken implements CsrfTokenRepository {
    private static final String HEADER = "X-CSRF-Token";
    private static final int BYTES = 32;

    private final CsrfToken token;

    ProcessToken() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        token = new DefaultCsrfToken(HEADER, "_csrf", HexFormat.of().formatHex(random));
    }

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        return token;
    }

    @Override
    public void saveToken(@Nullable CsrfToken saved, HttpServletRequest request, HttpServletResponse response) {
        // it lives as long as the process
    }

    @Override
    public CsrfToken loadToken(HttpServletRequest request) {
        return token;
    }
}
