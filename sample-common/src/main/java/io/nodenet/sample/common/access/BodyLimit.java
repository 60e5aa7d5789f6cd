package io.nodenet.sample.common.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a request whose body is large, or of a length that it does not state. */
final class BodyLimit extends OncePerRequestFilter {
    /** The largest request body in bytes. */
    static final int MAX_BODY_BYTES = 32 * 1_024;

    private final Refusals refusals;

    BodyLimit(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            refusals.answer(response, HttpStatus.LENGTH_REQUIRED, "State the length of the body");
        } else if (request.getContentLengthLong() > MAX_BODY_BYTES) {
            refusals.answer(response, HttpStatus.CONTENT_TOO_LARGE, "A body has " + MAX_BODY_BYTES + " bytes at most");
        } else {
            chain.doFilter(request, response);
        }
    }
}
