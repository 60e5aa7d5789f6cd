package io.nodenet.sample.common.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class AccountNameTest {
    private final @Nullable String account = System.getProperty("user.name");

    @AfterEach
    void restore() {
        if (account != null) {
            System.setProperty("user.name", account);
        }
    }

    private static String nameOf(String account, Map<String, Object> settings) {
        System.setProperty("user.name", account);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addLast(new MapPropertySource("said", settings));
        return Binder.get(environment)
                .bindOrCreate("sample", SampleProperties.class)
                .name();
    }

    @Test
    void userWithoutAnEntryInThePasswordDatabaseIsSomebody() {
        assertThat(nameOf("?", Map.of())).isEqualTo("Somebody");
    }

    @Test
    void userWithAnEntryIsCalledByIt() {
        assertThat(nameOf("alice", Map.of())).isEqualTo("alice");
    }

    @Test
    void nameThatTheUserHasSaidIsTakenAsItIs() {
        assertThat(nameOf("alice", Map.of("sample.name", "?"))).isEqualTo("?");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "?", "two\nlines", "hidden\u200b"})
    void accountNameThatDoesNotShowIsNoName(@Nullable String account) {
        assertThat(AccountName.orNameless(account)).isEqualTo("Somebody");
    }
}
