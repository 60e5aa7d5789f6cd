package io.nodenet.spring.boot.autoconfigure.actuate;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Auto-configuration of the sanitizer that keeps seeds out of all endpoints, whether or not the application has a node. */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class NodenetSanitizingAutoConfiguration {
    /** Hides seeds even where {@code show-values} is set to always. */
    @Bean
    SanitizingFunction nodenetSeedSanitizingFunction(
            ConfigurableEnvironment environment, ConfigurableListableBeanFactory beans) {
        return new SeedSanitizer(environment, beans);
    }
}
