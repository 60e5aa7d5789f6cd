package io.nodenet.spring.boot.autoconfigure.diagnostics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Stops an application on Spring Boot 3 before it fails with a missing class. */
final class BootVersionVerifier implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int OLDEST = 4;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        verify(SpringBootVersion.getVersion());
    }

    static void verify(@Nullable String version) {
        if (version != null && major(version) < OLDEST) {
            throw new UnsupportedBootVersionException(version);
        }
    }

    private static int major(String version) {
        int dot = version.indexOf('.');
        try {
            return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
        } catch (NumberFormatException e) {
            return OLDEST;
        }
    }
}
