package io.nodenet.spring.boot.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Warns of keys below {@code nodenet} that are not properties, and suggests the nearest one: a misspelled key would silently leave a
 * setting at its default.
 *
 * <p>Environment variables and system properties may have another origin, such as those that Kubernetes sets for a service of that name:
 * only keys close to a property are reported. Values are never shown.
 */
final class UnknownProperties {
    /** The maximum number of keys that are reported; the rest is summarized in one line. */
    static final int MAX_WARNINGS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(UnknownProperties.class);
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("nodenet");
    private static final ConfigurationPropertyName NODES = ConfigurationPropertyName.of(FurtherNodes.PREFIX);
    private static final int NEAR = 2;

    /** The name of each property and group by its letters and digits, which are the same in every spelling. */
    private final Map<String, String> known = new TreeMap<>();

    private final Set<String> groups = new TreeSet<>();

    /** The properties below which applications choose names. */
    private final Set<ConfigurationPropertyName> maps = new HashSet<>();

    private UnknownProperties() {
        add(PREFIX.toString(), NodenetProperties.class);
        groups.add(letters(NODES));
    }

    private void add(String prefix, Class<?> type) {
        groups.add(letters(ConfigurationPropertyName.of(prefix)));
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                add(name, component.getType());
            } else {
                if (component.getType() == Map.class) {
                    maps.add(ConfigurationPropertyName.of(name));
                }
                known.put(letters(ConfigurationPropertyName.of(name)), name);
            }
        }
    }

    /** Logs a warning for each unknown key of an environment. */
    static void warn(Environment environment) {
        Map<String, String> warnings = new UnknownProperties().find(environment);
        warnings.values().stream().limit(MAX_WARNINGS).forEach(LOG::warn);
        if (warnings.size() > MAX_WARNINGS) {
            LOG.warn("{} further keys below nodenet are not properties", warnings.size() - MAX_WARNINGS);
        }
    }

    private Map<String, String> find(Environment environment) {
        Map<String, String> warnings = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                boolean shared = isShared(source);
                iterable.stream().filter(PREFIX::isAncestorOf).forEach(name -> judge(name, shared, warnings, source));
            }
        }
        return warnings;
    }

    /** Returns whether a source is one that others write to as well: the environment, or the system properties. */
    static boolean isShared(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && Set.of(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
                        .contains(underlying.getName());
    }

    private void judge(
            ConfigurationPropertyName name,
            boolean shared,
            Map<String, String> warnings,
            ConfigurationPropertySource source) {
        ConfigurationPropertyName group = group(name);
        ConfigurationPropertyName property = PREFIX.append(name.subName(group.getNumberOfElements()));
        String letters = letters(property);
        if (maps.stream().anyMatch(map -> map.isParentOf(property))
                || known.containsKey(letters)
                || groups.contains(letters)
                || warnings.containsKey(letters(name))) {
            return;
        }
        String nearest = known.keySet().stream()
                .min(Comparator.comparingInt(candidate -> distance(letters, candidate)))
                .orElseThrow();
        if (!shared || distance(letters, nearest) <= NEAR) {
            var value = source.getConfigurationProperty(name);
            String remedy = group
                    + Objects.requireNonNull(known.get(nearest))
                            .substring(PREFIX.toString().length());
            warnings.put(
                    letters(name),
                    "'" + name + "' is not a property and has no effect"
                            + (value == null || value.getOrigin() == null ? "" : " (" + value.getOrigin() + ")")
                            + ": did you mean '" + remedy + "'?");
        }
    }

    /** Returns the common prefix of all properties of the same node. */
    private static ConfigurationPropertyName group(ConfigurationPropertyName name) {
        int ofANode = NODES.getNumberOfElements() + 1;
        return NODES.isAncestorOf(name) && name.getNumberOfElements() > ofANode ? name.chop(ofANode) : PREFIX;
    }

    private static String letters(ConfigurationPropertyName name) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            if (!name.isNumericIndex(i)) {
                letters.append(name.getElement(i, Form.UNIFORM));
            }
        }
        return letters.toString();
    }

    /** Returns the number of characters to insert, delete or replace to turn one text into the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[to.length()];
    }
}
