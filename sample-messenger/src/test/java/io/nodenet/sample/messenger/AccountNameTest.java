package io.nodenet.sample.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class AccountNameTest {
    private final @Nullable String account = System.getProperty("user.name");

    @AfterEach
    void restore() {
        if (account != null) {
            System.setProperty("user.name", account);
        }
    }

    private static String nameOf(String account, Map<String, Object> settings) throws Exception {
        System.setProperty("user.name", account);
        StandardEnvironment environment = new StandardEnvironment();
        for (PropertySource<?> source :
                new YamlPropertySourceLoader().load("defaults", new ClassPathResource("application.yml"))) {
            environment.getPropertySources().addLast(source);
        }
        environment.getPropertySources().addFirst(new MapPropertySource("said", settings));
        return Binder.get(environment)
                .bindOrCreate("messenger", MessengerProperties.class)
                .name();
    }

    @Test
    void userWithoutAnEntryInThePasswordDatabaseIsSomebody() throws Exception {
        assertThat(nameOf("?", Map.of())).isEqualTo("Somebody");
    }

    @Test
    void userWithAnEntryIsCalledByIt() throws Exception {
        assertThat(nameOf("alice", Map.of())).isEqualTo("alice");
    }

    @Test
    void nameThatTheUserHasSaidIsTakenAsItIs() throws Exception {
        assertThat(nameOf("alice", Map.of("messenger.name", "?"))).isEqualTo("?");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "?", "two\nlines", "hidden\u200b"})
    void accountNameThatDoesNotShowIsNoName(@Nullable String account) {
        assertThat(AccountName.orNameless(account)).isEqualTo("Somebody");
    }
}
