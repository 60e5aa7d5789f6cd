package io.nodenet.spring.boot.autoconfigure.actuate;

import io.nodenet.identity.Identity;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Hides the seed of the node from the endpoints: the property itself, and each value that contains a seed, such as a command line.
 *
 * <p>Known seeds are those of all property sources, regardless of precedence, and of the identities that exist as beans. Thread-safe.
 */
final class SeedSanitizer implements SanitizingFunction {
    private static final Pattern KEY =
            Pattern.compile("nodenet[._-]?(nodes[._-]?.+[._-]?)?identity[._-]?seed", Pattern.CASE_INSENSITIVE);
    private static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of("nodenet.identity.seed");
    private static final ConfigurationPropertyName NODES = ConfigurationPropertyName.of("nodenet.nodes");
    private static final int SEED_DIGITS = 2 * Identity.SEED_LENGTH;

    private final ConfigurableEnvironment environment;
    private final Iterable<ConfigurationPropertySource> sources;
    private final ConfigurableListableBeanFactory beans;
    private final List<ConfigurationPropertyName> names;

    SeedSanitizer(ConfigurableEnvironment environment, ConfigurableListableBeanFactory beans) {
        this.environment = environment;
        this.sources = ConfigurationPropertySources.from(environment.getPropertySources());
        this.beans = beans;
        this.names = Stream.concat(Stream.of(NAME), ofFurtherNodes()).distinct().toList();
    }

    /** Returns the configured seeds of all nodes, whether or not they are enabled. */
    private Stream<ConfigurationPropertyName> ofFurtherNodes() {
        return StreamSupport.stream(sources.spliterator(), false)
                .filter(IterableConfigurationPropertySource.class::isInstance)
                .flatMap(source -> ((IterableConfigurationPropertySource) source).stream())
                .filter(name ->
                        NODES.isAncestorOf(name) && KEY.matcher(name.toString()).matches());
    }

    @Override
    public SanitizableData apply(SanitizableData data) {
        return KEY.matcher(data.getKey()).matches() || containsSeed(data.getValue()) ? data.withSanitizedValue() : data;
    }

    private boolean containsSeed(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (text.length() < SEED_DIGITS) {
            return false;
        }
        String digits = text.toLowerCase(Locale.ROOT);
        return seeds().stream().anyMatch(digits::contains);
    }

    private Set<String> seeds() {
        Set<String> seeds = new LinkedHashSet<>();
        for (ConfigurationPropertySource source : sources) {
            for (ConfigurationPropertyName name : names) {
                ConfigurationProperty property = source.getConfigurationProperty(name);
                if (property != null) {
                    String value = environment.resolvePlaceholders(String.valueOf(property.getValue()));
                    seeds.add(value.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        for (String name : beans.getBeanNamesForType(Identity.class, false, false)) {
            if (beans.getSingleton(name) instanceof Identity identity && !identity.isDestroyed()) {
                seeds.add(digits(identity));
            }
        }
        // anything shorter is not a seed, and would hide every value that contains it
        seeds.removeIf(seed -> seed.length() < SEED_DIGITS);
        return seeds;
    }

    private static String digits(Identity identity) {
        byte[] seed = identity.seed();
        try {
            return HexFormat.of().formatHex(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
