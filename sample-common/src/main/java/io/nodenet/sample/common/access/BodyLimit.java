package io.nodenet.sample.common.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a request whose body is too large or of unknown length. */
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
            refusals.answer(
                    response, HttpStatus.LENGTH_REQUIRED, "The length of the body is missing: set Content-Length");
        } else if (request.getContentLengthLong() > MAX_BODY_BYTES) {
            refusals.answer(
                    response,
                    HttpStatus.CONTENT_TOO_LARGE,
                    "The body is too large: at most " + MAX_BODY_BYTES + " bytes");
        } else {
            chain.doFilter(request, response);
        }
    }
}
