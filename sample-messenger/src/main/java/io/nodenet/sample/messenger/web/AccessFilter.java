package io.nodenet.sample.messenger.web;

import io.nodenet.sample.messenger.MessengerProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps everybody but the messenger's own page away: a page of another origin may run in the same browser, but can neither read nor change
 * anything.
 *
 * <p>The Host header must be a local name, which a rebound name of a foreign page is not. What the browser says of the origin must be
 * this one. What changes something must also carry a token that only the own page can read, and a body of stated, small size.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class AccessFilter extends OncePerRequestFilter {
    /** The largest request body in bytes. */
    static final int MAX_BODY_BYTES = 32 * 1_024;

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final List<String> hosts;
    private final CsrfToken token;

    AccessFilter(MessengerProperties properties, CsrfToken token) {
        this.hosts = properties.hosts();
        this.token = token;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        PageHeaders.write(request, response);
        Optional<Refusal> refusal = refusal(request);
        if (refusal.isPresent()) {
            refuse(response, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private Optional<Refusal> refusal(HttpServletRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null || !hosts.contains(withoutPort(host).toLowerCase(Locale.ROOT))) {
            return Refusal.of(HttpStatus.MISDIRECTED_REQUEST, "This host name is not served: open http://localhost");
        }
        if (isForeign(request, host)) {
            return Refusal.of(HttpStatus.FORBIDDEN, "Another page asked for this");
        }
        if (READING.contains(request.getMethod())) {
            return Optional.empty();
        }
        if (!token.matches(request.getHeader(CsrfToken.HEADER))) {
            return Refusal.of(HttpStatus.FORBIDDEN, "The token is missing or old: read it from /api/self");
        }
        return bodyRefusal(request.getContentLengthLong(), request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null);
    }

    private static boolean isForeign(HttpServletRequest request, String host) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreignOrigin = origin != null && !origin.equals(request.getScheme() + "://" + host);
        boolean foreignSite = site != null && !OWN_SITES.contains(site) && !isNavigation(request);
        return foreignOrigin || foreignSite;
    }

    /** A link on another page may lead to this one; it opens the page and reads nothing for the other. */
    private static boolean isNavigation(HttpServletRequest request) {
        return "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"))
                && "GET".equals(request.getMethod());
    }

    private static Optional<Refusal> bodyRefusal(long length, boolean chunked) {
        if (chunked) {
            return Refusal.of(HttpStatus.LENGTH_REQUIRED, "State the length of the body");
        }
        return length > MAX_BODY_BYTES
                ? Refusal.of(HttpStatus.CONTENT_TOO_LARGE, "A body has " + MAX_BODY_BYTES + " bytes at most")
                : Optional.empty();
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        response.setStatus(refusal.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getWriter()
                .write("{\"status\":" + refusal.status().value() + ",\"detail\":\"" + refusal.detail() + "\"}");
    }

    /** Why a request is not served. */
    private record Refusal(HttpStatus status, String detail) {
        static Optional<Refusal> of(HttpStatus status, String detail) {
            return Optional.of(new Refusal(status, detail));
        }
    }
}
