package io.nodenet.spring.boot.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** What the endpoints show of the seed, over HTTP and with all values shown. */
class SeedSanitizerTest {
    private static final String SEED = "7f".repeat(32);
    private static final String COMMAND = "sun.java.command";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String command = System.getProperty(COMMAND);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithItsOwnIdentity {
        @Bean
        Identity identity() {
            return Identity.fromSeed(HexFormat.of().parseHex(SEED));
        }
    }

    @AfterEach
    void restore() {
        System.setProperty(COMMAND, command);
    }

    /** Starts an application whose command line, as the JVM tells it, has the arguments too. */
    private static ConfigurableApplicationContext run(Class<?> application, String... arguments) {
        System.setProperty(COMMAND, "chat.jar " + String.join(" ", arguments));
        return new SpringApplicationBuilder(application)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.env.show-values=always",
                        "management.endpoint.configprops.show-values=always")
                .run(arguments);
    }

    private String get(ConfigurableApplicationContext context, String path) throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        var response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    private void assertHidden(ConfigurableApplicationContext context) throws Exception {
        for (String path : new String[] {"/env", "/env/" + COMMAND, "/configprops"}) {
            String body = get(context, path);
            assertThat(body).as(path).contains(SanitizableData.SANITIZED_VALUE);
            assertThat(body.toLowerCase(Locale.ROOT)).as(path).doesNotContain(SEED);
        }
        assertThat(get(context, "/env/java.version"))
                .as("what has nothing to do with it")
                .contains(System.getProperty("java.version"));
    }

    @Test
    void seedOfTheCommandLineIsHiddenEverywhere() throws Exception {
        try (ConfigurableApplicationContext context = run(Application.class, "--nodenet.identity.seed=" + SEED)) {
            assertHidden(context);
            assertThat(get(context, "/env/nodenet.identity.seed"))
                    .contains(SanitizableData.SANITIZED_VALUE)
                    .doesNotContain(SEED);
            assertThat(get(context, "/configprops/nodenet")).doesNotContain(SEED);
        }
    }

    @Test
    void seedIsHiddenHoweverItIsWritten() throws Exception {
        try (ConfigurableApplicationContext context = run(
                Application.class,
                "--spring.application.json={\"nodenet\":{\"identity\":{\"seed\":\" " + SEED.toUpperCase(Locale.ROOT)
                        + " \"}}}")) {
            assertHidden(context);
        }
    }

    @Test
    void seedThatComesFromAnotherPropertyIsHiddenThereToo() throws Exception {
        try (ConfigurableApplicationContext context =
                run(Application.class, "--vault.chat=" + SEED, "--nodenet.identity.seed=${vault.chat}")) {
            assertHidden(context);
            assertThat(get(context, "/env/vault.chat")).doesNotContain(SEED);
        }
    }

    @Test
    void seedThatAnotherSourceOverridesIsHiddenToo() throws Exception {
        try (ConfigurableApplicationContext context = run(Application.class, "--nodenet.identity.seed=" + SEED)) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("first", Map.of("NODENET_IDENTITY_SEED", "ab".repeat(32))));
            assertThat(get(context, "/env")).doesNotContain(SEED).doesNotContain("ab".repeat(32));
        }
    }

    @Test
    void seedOfAFurtherNodeIsHiddenWhetherItIsEnabledOrNot() throws Exception {
        try (ConfigurableApplicationContext context = run(
                Application.class,
                "--nodenet.identity.seed=" + "ab".repeat(32),
                "--nodenet.nodes.office.enabled=false",
                "--nodenet.nodes.office.identity.seed=" + SEED)) {
            assertHidden(context);
            assertThat(get(context, "/env/nodenet.nodes.office.identity.seed"))
                    .contains(SanitizableData.SANITIZED_VALUE)
                    .doesNotContain(SEED);
        }
    }

    @Test
    void seedIsHiddenWithoutANode() throws Exception {
        try (ConfigurableApplicationContext context =
                run(Application.class, "--nodenet.enabled=false", "--nodenet.identity.seed=" + SEED)) {
            for (String path : new String[] {"/env", "/env/" + COMMAND, "/env/nodenet.identity.seed"}) {
                assertThat(get(context, path))
                        .as(path)
                        .contains(SanitizableData.SANITIZED_VALUE)
                        .doesNotContain(SEED);
            }
        }
    }

    @Test
    void seedOfAnIdentityOfTheApplicationIsHidden() throws Exception {
        try (ConfigurableApplicationContext context = run(WithItsOwnIdentity.class, "--chat.seed=" + SEED)) {
            assertThat(get(context, "/env"))
                    .contains(SanitizableData.SANITIZED_VALUE)
                    .doesNotContain(SEED);
        }
    }

    @Test
    void valueThatIsTooShortForASeedHidesNothingElse() throws Exception {
        try (ConfigurableApplicationContext context =
                run(Application.class, "--nodenet.enabled=false", "--nodenet.identity.seed=jar")) {
            assertThat(get(context, "/env/" + COMMAND)).contains("chat.jar");
            assertThat(get(context, "/env/nodenet.identity.seed")).contains(SanitizableData.SANITIZED_VALUE);
        }
    }
}
