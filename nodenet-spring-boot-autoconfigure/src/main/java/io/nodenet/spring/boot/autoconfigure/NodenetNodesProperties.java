package io.nodenet.spring.boot.autoconfigure;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the further nodes of an application.
 *
 * @param nodes Further nodes by name, each with the same settings as the first one has below nodenet; none is inherited.
 */
@ConfigurationProperties("nodenet")
public record NodenetNodesProperties(@DefaultValue Map<String, NodenetProperties> nodes) {
    /** Returns the settings of a node, which must have some. */
    public NodenetProperties of(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }
}
