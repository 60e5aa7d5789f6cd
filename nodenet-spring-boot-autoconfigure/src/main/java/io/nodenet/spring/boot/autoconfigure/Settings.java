package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Lets the core check a setting, and names the property if it refuses the value. */
final class Settings {
    private Settings() {}

    static void check(String property, @Nullable Object value, Runnable setting) {
        try {
            setting.run();
        } catch (ConfigurationException e) {
            throw refused(property, value, e.getMessage());
        }
    }

    static InvalidConfigurationPropertyValueException refused(
            String property, @Nullable Object value, @Nullable String reason) {
        return new InvalidConfigurationPropertyValueException(
                property, value, reason == null ? "It is invalid." : reason);
    }
}
