package io.nodenet.spring.boot.autoconfigure;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the further nodes of an application.
 *
 * @param nodes Further nodes by name, each with the same settings as the first one has below nodenet; none is inherited.
 */
@ConfigurationProperties("nodenet")
public record NodenetNodesProperties(@DefaultValue Map<String, NodenetProperties> nodes) {
    /**
     * Returns the settings of a node.
     *
     * @throws org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException if it has none, although there
     *     are keys below its name
     */
    public NodenetProperties of(String name) {
        NodenetProperties settings = nodes.get(name);
        if (settings == null) {
            throw Settings.refused(
                    FurtherNodes.PREFIX + "." + name,
                    null,
                    "There are keys below it, but none of them is a property of a node: correct or remove them.");
        }
        return settings;
    }
}
