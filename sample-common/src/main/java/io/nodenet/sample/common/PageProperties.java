package io.nodenet.sample.common;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the page on localhost.
 *
 * @param hosts names under which the page may be asked for, without port
 * @param subscribers most open pages that are told of changes
 * @param contentSecurity directives of the Content-Security-Policy that differ from those that allow next to nothing
 * @param permissions directives of the Permissions-Policy that differ from those that forbid all devices
 */
@ConfigurationProperties("page")
public record PageProperties(
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> hosts,
        @DefaultValue("8") int subscribers,
        @DefaultValue Map<String, String> contentSecurity,
        @DefaultValue Map<String, String> permissions) {

    /** Tells whether the page may be asked for under a name. */
    public boolean isServedAs(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }
}
