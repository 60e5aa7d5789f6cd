package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import io.nodenet.spring.boot.NodenetNodes;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The nodes of an application besides the first one: those with properties below {@code nodenet.nodes.<name>}. */
public final class FurtherNodes {
    private static final String FIRST = "nodenet";
    static final String PREFIX = "nodenet.nodes";
    private static final ConfigurationPropertyName NODES = ConfigurationPropertyName.of(PREFIX);
    private static final int NAME = NODES.getNumberOfElements();

    /** So that every spelling of a property yields the same name, and a name can be a tag, a path segment and part of a file name. */
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9]*");

    /** What Kubernetes sets in the environment for a service {@code nodenet-nodes}: NODENET_NODES_SERVICE_HOST, NODENET_NODES_PORT_80_TCP. */
    private static final Pattern SERVICE_LINK = Pattern.compile("service\\.(host|port)\\b.*|port(\\W\\d+\\W.*)?");

    private FurtherNodes() {}

    /**
     * Returns the names of all enabled nodes, in order.
     *
     * @throws InvalidConfigurationPropertyValueException if one is invalid
     */
    public static Set<String> names(Environment environment) {
        Set<String> names = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                boolean shared = UnknownProperties.isShared(source);
                iterable.stream()
                        .filter(NODES::isAncestorOf)
                        .filter(name -> !shared || !isServiceLink(name))
                        .map(name -> name.getElement(NAME, Form.ORIGINAL))
                        .forEach(names::add);
            }
        }
        names.forEach(FurtherNodes::check);
        Binder binder = Binder.get(environment);
        names.removeIf(name -> !isSet(binder, name, "enabled"));
        return names;
    }

    private static boolean isServiceLink(ConfigurationPropertyName name) {
        return SERVICE_LINK.matcher(name.subName(NAME).toString()).matches();
    }

    private static void check(String name) {
        if (!VALID.matcher(name).matches() || name.equals(NodenetNodes.DEFAULT)) {
            throw Settings.refused(
                    PREFIX + "." + name,
                    name,
                    "The name of a node must begin with a lower-case letter, consist of lower-case letters and digits, and not be \""
                            + NodenetNodes.DEFAULT + "\".");
        }
    }

    /** Returns whether a switch of a node is on, which is the default. */
    static boolean isSet(Binder binder, String node, String property) {
        return binder.bind(PREFIX + "." + node + "." + property, Boolean.class).orElse(true);
    }

    /** Matches if there are no further nodes. */
    public static final class None implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return names(context.getEnvironment()).isEmpty();
        }
    }

    /** Matches if there are further nodes. */
    public static final class Some implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !names(context.getEnvironment()).isEmpty();
        }
    }

    /** Creates an object from the settings of a further node, and names the property whose value is refused. */
    public static <T> T named(String node, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (InvalidConfigurationPropertyValueException e) {
            throw new InvalidConfigurationPropertyValueException(
                    e.getName().replaceFirst(FIRST, PREFIX + "." + node), e.getValue(), e.getReason());
        } catch (ConfigurationException e) {
            throw new ConfigurationException("of the node \"" + node + "\", " + e.getMessage(), e);
        }
    }
}
