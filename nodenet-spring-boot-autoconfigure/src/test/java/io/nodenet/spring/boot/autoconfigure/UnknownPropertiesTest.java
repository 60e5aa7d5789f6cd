package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTest {
    private final StandardEnvironment environment = new StandardEnvironment();

    private void set(Map<String, Object> properties) {
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    }

    private void setVariables(Map<String, Object> variables) {
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    }

    @Test
    void misspeltKeyOfAnApplicationIsNamedWithTheNearestOneAndWithoutItsValue(CapturedOutput output) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(NodenetAutoConfiguration.class))
                .withPropertyValues(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + "7".repeat(64),
                        "nodenet.identity.sed=5ec3e7",
                        "nodenet.anchros[0]=nobody",
                        "nodenet.difficulty=16")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("'nodenet.identity.sed' is not a property and has no effect")
                .contains("did you mean 'nodenet.identity.seed'?")
                .contains("'nodenet.anchros[0]'")
                .contains("did you mean 'nodenet.anchors'?")
                .contains("did you mean 'nodenet.network.difficulty'?")
                .doesNotContain("5ec3e7");
    }

    @Test
    void everyPropertyIsKnownInEachWayToWriteIt(CapturedOutput output) throws Exception {
        set(PropertiesMetadataTest.properties().keySet().stream()
                .filter(key -> key.startsWith("nodenet."))
                .collect(Collectors.toMap(key -> key, key -> "")));
        setVariables(Map.of(
                "NODENET_TRANSPORT_QUIC_MAXINBOUNDPERADDRESS", "1",
                "NODENET_TRANSPORT_QUIC_FIRST_FRAME_TIMEOUT", "1s",
                "NODENET_ANCHORS_0", "x"));
        set(Map.of(
                "nodenet.transport.quic.maxInbound",
                1,
                "nodenet.anchors[3]",
                "x",
                "nodenet.transport",
                "",
                "nodenet.peers.alice",
                "x",
                "nodenet.peers[Bob B.]",
                "x"));

        UnknownProperties.warn(environment);

        assertThat(output).doesNotContain("is not a property");
    }

    @Test
    void variablesOfOthersAreLeftAlone(CapturedOutput output) {
        setVariables(Map.of(
                "NODENET_ANCHROS", "x",
                "NODENET_SERVICE_HOST", "10.0.0.1",
                "NODENET_PORT", "udp://10.0.0.1:4242",
                "NODENET_PORT_4242_UDP_ADDR", "10.0.0.1"));

        UnknownProperties.warn(environment);

        assertThat(output).contains("did you mean 'nodenet.anchors'?").doesNotContain("service", "port");
    }

    @Test
    void warningsAreBounded(CapturedOutput output) {
        set(IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "nodenet.wrong" + i, i -> i)));

        UnknownProperties.warn(environment);

        assertThat(output.getAll().lines().filter(line -> line.contains("is not a property")))
                .hasSize(UnknownProperties.MAX_WARNINGS);
        assertThat(output).contains("84 further keys below nodenet are not properties");
    }
}
