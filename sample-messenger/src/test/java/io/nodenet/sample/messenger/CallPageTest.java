package io.nodenet.sample.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CallPageTest {
    private static MessengerProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("messenger", MessengerProperties.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8082, http://localhost:8082",
        "http://localhost:8082/, http://localhost:8082",
        "http://LocalHost:8082, http://LocalHost:8082",
        "http://127.0.0.1:8082, http://127.0.0.1:8082",
        "http://[::1]:8082, http://[::1]:8082",
        "http://localhost, http://localhost"
    })
    void aPageOnThisMachineIsTaken(String value, String address) {
        assertThat(bind(Map.of("messenger.call-page", value)).callPageAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example:8082",
                "http://localhost.evil.example",
                "http://192.168.1.5:8082",
                "https://localhost:8082",
                "javascript:alert(1)",
                "http://user@localhost:8082",
                "http://localhost:8082/path",
                "http://localhost:8082/?a",
                "http://localhost:8082/#a",
                "//localhost:8082",
                "localhost:8082",
                "http://local host"
            })
    void anythingElseEndsTheStartWithTheNameOfTheProperty(String value) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of("messenger.call-page", value)))
                .satisfies(failure -> assertThat(failure.getName()).hasToString("messenger.call-page"));
    }

    @Test
    void thereIsNoneUnlessItIsSet() {
        assertThat(bind(Map.of()).callPageAddress()).isNull();
    }
}
