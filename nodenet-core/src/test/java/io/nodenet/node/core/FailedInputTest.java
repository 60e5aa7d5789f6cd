package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nodenet.identity.Identity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exception in the core costs the input that it happened in, and no other. */
class FailedInputTest {
    private final Overlay overlay = new Overlay(57);

    @Test
    void whatIsDueAfterAFailedInputIsDoneThoughNothingElseHappens() {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(identity, Overlay.config(identity, 0).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> node.input(core -> {
                    core.start(List.of(node.endpoint()));
                    throw new IllegalStateException("thrown on purpose by FailedInputTest");
                }));

        overlay.runFor(Duration.ofMinutes(1));

        assertThat(node.core().nextDeadline()).isGreaterThan(node.now());
    }
}
