package io.nodenet.sample.messenger.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** The headers that tell the browser how little the page may do, and other pages with it. */
final class PageHeaders {
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=()");

    private PageHeaders() {}

    static void write(HttpServletRequest request, HttpServletResponse response) {
        HEADERS.forEach(response::setHeader);
        boolean data = request.getRequestURI().startsWith("/api/");
        response.setHeader("Cache-Control", data ? "no-store" : "no-cache");
    }
}
