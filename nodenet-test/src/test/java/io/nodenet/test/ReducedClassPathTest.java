package io.nodenet.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests without Spring need no Spring: the build runs this once more with its jars and the starter's really removed. */
class ReducedClassPathTest {
    private static final String ABSENT = System.getProperty("nodenet.absent", "");

    @Test
    void overlaysRun() {
        SimulatedOverlay overlay = SimulatedOverlay.seed(1).build();
        SimulatedNode alice = overlay.addNode();
        SimulatedNode bob = overlay.addNode(alice);
        overlay.advance(Duration.ofSeconds(1));

        alice.send(bob.id(), "hello");
        overlay.advance(Duration.ofSeconds(1));

        assertThat(bob.texts()).containsExactly("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.core.env.Environment",
        "org.springframework.boot.SpringApplication",
        "org.springframework.boot.test.context.PropertyMapping",
        "io.nodenet.spring.boot.TransportFactory"
    })
    void whatIsAbsentIsAbsent(String name) throws ClassNotFoundException {
        if (ABSENT.equals("spring")) {
            assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
        } else {
            assertThat(Class.forName(name)).isNotNull();
        }
    }
}
