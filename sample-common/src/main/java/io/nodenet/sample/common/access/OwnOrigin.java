package io.nodenet.sample.common.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Serves the sample's own page only: a page of another origin may run in the same browser, but can neither read nor change anything, nor
 * open a WebSocket. It relies on the origin reported by the browser. Stateless.
 */
final class OwnOrigin implements AuthorizationManager<RequestAuthorizationContext> {
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> nobody, RequestAuthorizationContext context) {
        return new AuthorizationDecision(isOwn(context.getRequest()));
    }

    private static boolean isOwn(HttpServletRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        boolean ownOrigin = origin == null || origin.equals(request.getScheme() + "://" + host);
        boolean ownSite = site == null || OWN_SITES.contains(site) || isNavigation(request);
        return host != null && ownOrigin && ownSite;
    }

    /** A link on another page may lead to this one: it opens the page, but the other page cannot read it. */
    private static boolean isNavigation(HttpServletRequest request) {
        return "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"))
                && "GET".equals(request.getMethod());
    }
}
