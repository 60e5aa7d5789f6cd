package io.nodenet.sample.common.access;

import io.nodenet.sample.common.PageProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CompositeHeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.PermissionsPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import org.springframework.stereotype.Component;

/** The headers that restrict the page, and other pages' access to it, in the browser. */
@Component
final class PageHeaders implements HeaderWriter {
    private final HeaderWriter fixed;

    PageHeaders(PageProperties properties) {
        CrossOriginOpenerPolicyHeaderWriter opener = new CrossOriginOpenerPolicyHeaderWriter();
        opener.setPolicy(CrossOriginOpenerPolicy.SAME_ORIGIN);
        CrossOriginResourcePolicyHeaderWriter resource = new CrossOriginResourcePolicyHeaderWriter();
        resource.setPolicy(CrossOriginResourcePolicy.SAME_ORIGIN);
        fixed = new CompositeHeaderWriter(List.of(
                new ContentSecurityPolicyHeaderWriter(contentSecurity(properties.contentSecurity())),
                new PermissionsPolicyHeaderWriter(permissions(properties.permissions())),
                new XContentTypeOptionsHeaderWriter(),
                new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
                new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER),
                opener,
                resource));
    }

    private static String contentSecurity(Map<String, String> different) {
        Map<String, String> directives = new LinkedHashMap<>();
        directives.put("default-src", "'none'");
        directives.put("script-src", "'self'");
        directives.put("style-src", "'self'");
        directives.put("img-src", "'self'");
        directives.put("connect-src", "'self'");
        directives.put("base-uri", "'none'");
        directives.put("form-action", "'none'");
        directives.put("frame-ancestors", "'none'");
        directives.put("require-trusted-types-for", "'script'");
        directives.put("trusted-types", "'none'");
        directives.putAll(different);
        return directives.entrySet().stream()
                .map(directive -> directive.getKey() + " " + directive.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String permissions(Map<String, String> different) {
        Map<String, String> directives = new LinkedHashMap<>();
        directives.put("camera", "()");
        directives.put("microphone", "()");
        directives.put("geolocation", "()");
        directives.put("display-capture", "()");
        directives.putAll(different);
        return directives.entrySet().stream()
                .map(directive -> directive.getKey() + "=" + directive.getValue())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        fixed.writeHeaders(request, response);
        boolean data = request.getRequestURI().startsWith("/api/");
        response.setHeader(HttpHeaders.CACHE_CONTROL, data ? "no-store" : "no-cache");
    }
}
