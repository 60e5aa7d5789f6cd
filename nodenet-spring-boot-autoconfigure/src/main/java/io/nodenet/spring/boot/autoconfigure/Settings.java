package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import io.nodenet.identity.UserPaths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Passes the values of properties to the core, and names the property whose value the core refuses. */
final class Settings {
    private Settings() {}

    /**
     * The value of a property.
     *
     * @param property its name
     * @param value null if the property is not set, which leaves the setting at its default
     */
    record Setting<T>(String property, @Nullable T value) {
        /** Passes the value to a setter if there is one. */
        void to(Consumer<? super T> setter) {
            if (value == null) {
                return;
            }
            try {
                setter.accept(value);
            } catch (ConfigurationException e) {
                throw refused(property, value, e.getMessage());
            }
        }

        /** Converts the value to the type that a setter takes. */
        <R> void to(Function<? super T, R> conversion, Consumer<? super R> setter) {
            to(set -> setter.accept(conversion.apply(set)));
        }
    }

    static <T> Setting<T> map(String property, @Nullable T value) {
        return new Setting<>(property, value);
    }

    /** Checks that a property is within a range. */
    static <T extends Comparable<? super T>> void requireRange(String property, T value, T min, T max) {
        map(property, value).to(set -> ConfigurationException.requireRange(property, set, min, max));
    }

    /** Checks that a property is not below a minimum, if it is set. */
    static <T extends Comparable<? super T>> Setting<T> requireAtLeast(String property, @Nullable T value, T min) {
        Setting<T> setting = map(property, value);
        setting.to(set -> ConfigurationException.requireAtLeast(property, set, min));
        return setting;
    }

    /** Checks that a property is not shorter than a minimum and not absurdly long, if it is set. */
    static Setting<Duration> requireTime(String property, @Nullable Duration value, Duration min) {
        Setting<Duration> setting = map(property, value);
        setting.to(set -> ConfigurationException.requireTime(property, set, min));
        return setting;
    }

    /** Passes each entry of a list to a setter, without surrounding white space. */
    static void mapEach(String property, List<String> values, Consumer<String> setter) {
        for (int i = 0; i < values.size(); i++) {
            map(property + "[" + i + "]", values.get(i)).to(String::strip, setter);
        }
    }

    /** Returns a path with the home directory in place of {@code ~} at its start. */
    static Path expand(String property, Path location) {
        try {
            return UserPaths.ofProcess().expand(location);
        } catch (ConfigurationException e) {
            throw refused(property, location, e.getMessage());
        }
    }

    static InvalidConfigurationPropertyValueException refused(
            String property, @Nullable Object value, @Nullable String reason) {
        return new InvalidConfigurationPropertyValueException(
                property, value, reason == null ? "It is invalid." : reason);
    }
}
