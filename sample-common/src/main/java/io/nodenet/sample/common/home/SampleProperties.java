package io.nodenet.sample.common.home;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the user of a sample.
 *
 * @param name the name of the user in contact requests; by default the account name
 * @param directory holds the identity and the database
 * @param database the name of its file there, without a suffix
 */
@ConfigurationProperties("sample")
public record SampleProperties(@Nullable String name, String directory, String database) {
    public SampleProperties {
        name = name == null ? AccountName.orNameless(System.getProperty("user.name")) : name;
    }

    @Override
    public String name() {
        return Objects.requireNonNull(name);
    }
}
