package io.nodenet.sample.common;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the page on localhost.
 *
 * @param hosts host names under which the page is served, without port
 * @param subscribers the maximum number of open pages that are notified of changes
 * @param contentSecurity directives of the Content-Security-Policy that differ from the restrictive defaults
 * @param permissions directives of the Permissions-Policy that differ from the defaults, which forbid all devices
 */
@ConfigurationProperties("page")
public record PageProperties(
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> hosts,
        @DefaultValue("8") int subscribers,
        @DefaultValue Map<String, String> contentSecurity,
        @DefaultValue Map<String, String> permissions) {

    /** Returns whether the page is served under a host name. */
    public boolean isServedAs(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }
}
