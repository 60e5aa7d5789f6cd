package io.nodenet.test.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method once per seed, which is passed as its {@code long} parameter.
 *
 * <pre>{@code
 * @SeededTest(20)
 * void everyMessageArrives(long seed) {
 *     SimulatedOverlay overlay = SimulatedOverlay.seed(seed).build();
 *     SimulatedNode hub = overlay.addNode();
 *     SimulatedNode alice = overlay.addNode(hub);
 *     SimulatedNode bob = overlay.addNode(hub);
 *     overlay.advance(Duration.ofSeconds(1));
 *     alice.send(bob.id(), "hello");
 *     overlay.advance(Duration.ofSeconds(1));
 *     assertThat(bob.texts()).containsExactly("hello");
 * }
 * }</pre>
 *
 * <p>A failure names its seed; {@code -Dnodenet.seed=N} runs that seed alone, {@code -Dnodenet.seeds=N} runs N of them.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeedExtension.class)
public @interface SeededTest {
    /** The number of seeds, which are 1, 2, 3 and so on. */
    int value() default 10;
}
