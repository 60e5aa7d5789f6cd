package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The keys of the starter as an editor sees them. */
class PropertiesMetadataTest {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    static TreeMap<String, JsonNode> properties() throws IOException {
        return entries("properties");
    }

    private static TreeMap<String, JsonNode> entries(String kind) throws IOException {
        TreeMap<String, JsonNode> entries = new TreeMap<>();
        for (URL url :
                Collections.list(PropertiesMetadataTest.class.getClassLoader().getResources(METADATA))) {
            try (InputStream in = url.openStream()) {
                for (JsonNode entry : new JsonMapper().readTree(in).path(kind)) {
                    String name = entry.get("name").asString();
                    if (name.contains("nodenet.")) {
                        entries.put(name, entry);
                    }
                }
            }
        }
        return entries;
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

    /** Defaults stand in the core only; the metadata documents them. */
    @Test
    void documentedDefaultsOfTheCoreAreThoseOfItsBuilders() throws IOException {
        AtomicReference<Object> quic = new AtomicReference<>();
        QuicTransport.factory(quic::set).apply(Identity.generate()).close();
        NodeBuilder node = Node.builder();
        Map<String, Object> defaults = new TreeMap<>(Map.of(
                "nodenet.delivery.max-pending-bytes", field(node, "maxPendingBytes"),
                "nodenet.delivery.max-pending-messages", field(node, "maxPendingMessages"),
                "nodenet.events.max-pending-events", field(node, "maxPendingEvents"),
                "nodenet.network.difficulty", field(node, "difficulty"),
                "nodenet.shutdown.drain-timeout", field(node, "drainTimeout"),
                "nodenet.transport.quic.max-inbound-per-address", field(quic.get(), "maxInboundPerAddress")));
        for (String setting :
                List.of("firstFrameTimeout", "frameTimeout", "handshakeTimeout", "idleTimeout", "sendDeadline")) {
            defaults.put(
                    "nodenet.transport.quic." + DataObjectPropertyName.toDashedForm(setting),
                    field(quic.get(), setting));
        }
        int maxInboundEdges = (int) field(node, "maxInboundEdges");
        defaults.put("nodenet.transport.quic.max-inbound", maxInboundEdges);
        defaults.put("nodenet.target-edges", field(node, "targetEdges"));
        defaults.put("nodenet.reflexive-quorum", field(node, "reflexiveQuorum"));
        defaults.put("nodenet.relay.enabled", field(node, "relay"));
        defaults.put("nodenet.relay.max-sessions", field(node, "maxRelaySessions"));
        defaults.put("nodenet.relay.session-bandwidth", (int) RelayLimits.DEFAULTS.bytesPerSecond());
        defaults.put("nodenet.relay.total-bandwidth", (int) RelayLimits.DEFAULTS.totalBytesPerSecond());
        defaults.put("nodenet.connect.timeout", ConnectOptions.DEFAULT.timeout());
        defaults.put("nodenet.connect.punching", ConnectOptions.DEFAULT.punching());
        defaults.put("nodenet.connect.relays", ConnectOptions.DEFAULT.relays());
        assertThat(field(quic.get(), "maxInbound")).isEqualTo(Transport.maxInboundFor(maxInboundEdges));

        NodenetProperties unset =
                new Binder(new MapConfigurationPropertySource()).bindOrCreate("nodenet", NodenetProperties.class);
        assertThat(Stream.of(unset.network(), unset.connect(), unset.relay(), unset.delivery(), unset.shutdown())
                        .flatMap(group -> Arrays.stream(group.getClass().getRecordComponents())
                                .map(component -> ReflectionUtils.invokeMethod(component.getAccessor(), group))))
                .containsOnlyNulls();
        defaults.forEach((key, value) -> assertThat(parsed(key)).as(key).isEqualTo(value));
    }

    private static Object field(Object builder, String name) {
        return ReflectionTestUtils.getField(builder, name);
    }

    /** Returns the documented default of a property as the core takes it. */
    private static Object parsed(String key) {
        try {
            JsonNode property = properties().get(key);
            String text = property.get("defaultValue").asString();
            return switch (property.get("type").asString()) {
                case "java.time.Duration" -> DurationStyle.detectAndParse(text);
                case "org.springframework.util.unit.DataSize" ->
                    (int) DataSize.parse(text).toBytes();
                case "java.lang.Boolean" -> Boolean.valueOf(text);
                default -> Integer.valueOf(text);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    void hintsAreForKeysThatExistAndDescribeEachValue() throws IOException {
        Map<String, JsonNode> hints = entries("hints");

        assertThat(hints).containsKey("nodenet.anchors");
        assertThat(properties()).containsKeys(hints.keySet().toArray(String[]::new));
        hints.forEach((name, hint) -> assertThat(hint.get("values"))
                .as(name)
                .isNotEmpty()
                .allSatisfy(
                        value -> assertThat(value.get("description").asString()).endsWith(".")));
    }

    /** An editor knows the constants of an enum by itself, not what they mean. */
    @Test
    void hintsOfAnEnumAreAllOfItsConstants() throws Exception {
        Map<String, JsonNode> hints = entries("hints");
        for (Map.Entry<String, JsonNode> property : properties().entrySet()) {
            Class<?> type = type(property.getValue().get("type").asString());
            if (property.getKey().startsWith("nodenet.") && type != null && type.isEnum()) {
                List<String> values = new ArrayList<>();
                assertThat(hints).containsKey(property.getKey());
                hints.get(property.getKey())
                        .get("values")
                        .forEach(value -> values.add(value.get("value").asString()));
                assertThat(values)
                        .as(property.getKey())
                        .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                                .toList());
            }
        }
    }

    private static @Nullable Class<?> type(String name) {
        return ClassUtils.isPresent(name, null) ? ClassUtils.resolveClassName(name, null) : null;
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
                || key.equals("nodenet.nodes") // has the same keys once more
                || environment.containsProperty(key + "[0]")
                || environment.containsProperty(key + ".alice")
                || key.startsWith("management."));
        assertThat(missing).as("keys that the complete file leaves out").isEmpty();
    }
}
