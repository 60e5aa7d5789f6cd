package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The keys of the starter as an editor sees them. */
class PropertiesMetadataTest {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    static TreeMap<String, JsonNode> properties() throws IOException {
        TreeMap<String, JsonNode> properties = new TreeMap<>();
        for (URL url :
                Collections.list(PropertiesMetadataTest.class.getClassLoader().getResources(METADATA))) {
            try (InputStream in = url.openStream()) {
                for (JsonNode property : new JsonMapper().readTree(in).get("properties")) {
                    String name = property.get("name").asString();
                    if (name.contains("nodenet.")) {
                        properties.put(name, property);
                    }
                }
            }
        }
        return properties;
    }

    @Test
    void keysTypesAndDefaultsAreThoseOfTheGoldenList() throws IOException {
        List<String> lines = new ArrayList<>();
        properties()
                .forEach((name, property) -> lines.add(name + " | "
                        + property.get("type").asString() + " | "
                        + (property.has("defaultValue") ? property.get("defaultValue") : "")));

        assertThat(String.join("\n", lines) + "\n")
                .isEqualTo(new ClassPathResource("golden/properties.txt").getContentAsString(StandardCharsets.UTF_8));
    }

    @Test
    void everyKeyIsDescribedAsBootDoes() throws IOException {
        properties().forEach((name, property) -> {
            String description = property.path("description").asString("");
            assertThat(description)
                    .as(name)
                    .endsWith(".")
                    .doesNotStartWith("The ")
                    .doesNotStartWith("A ");
            if (property.get("type").asString().equals("java.lang.Boolean")) {
                assertThat(description).as(name).startsWith("Whether");
            }
        });
    }

    @Test
    void completeFileBindsAndHasNoUnknownKey() throws IOException {
        MockEnvironment environment = new MockEnvironment();
        new YamlPropertySourceLoader()
                .load("complete", new ClassPathResource("complete.yml"))
                .forEach(environment.getPropertySources()::addFirst);

        NodenetProperties properties = Binder.get(environment)
                .bind(
                        "nodenet",
                        Bindable.of(NodenetProperties.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                .get();

        assertThat(properties.anchors()).hasSize(1);
        assertThat(properties.transport().quic().port()).isEqualTo(4242);
        assertThat(properties.toString()).doesNotContain("5ec3e7");
        TreeMap<String, JsonNode> keys = properties();
        List<String> missing = new ArrayList<>(keys.keySet());
        missing.removeIf(key -> environment.containsProperty(key)
                || environment.containsProperty(key + "[0]")
                || key.startsWith("management."));
        assertThat(missing).as("keys that the complete file leaves out").isEmpty();
    }
}
