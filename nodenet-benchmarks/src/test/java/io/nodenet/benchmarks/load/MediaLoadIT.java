package io.nodenet.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The load scenarios of media for a second each: they run, and measure what they say. How fast a busy machine is, is no part of it. */
class MediaLoadIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void datagramsAreMeasuredBesideTheCodec() throws Exception {
        assertThat(new MediaDatagramsScenario().run(SECOND)).hasSize(8).allSatisfy(MediaLoadIT::isMeasured);
    }

    static Stream<MediaLedgerScenario> ledgers() {
        return Stream.of(MediaLedgerScenario.paced(), MediaLedgerScenario.flatOut());
    }

    @ParameterizedTest
    @MethodSource("ledgers")
    void ledgerBalances(MediaLedgerScenario scenario) throws Exception {
        List<Figure> ledger = scenario.run(SECOND);

        assertThat(scenario.holds(ledger)).as("%s", ledger).isTrue();
        assertThat(value(ledger, "offered")).isGreaterThan(1000);
        assertThat(value(ledger, "RX_DATAGRAMS")).isPositive();
        assertThat(value(ledger, "refused, as the sender was told")).isEqualTo(value(ledger, "TX_DROPPED_QUEUE"));
    }

    @Test
    void ledgerThatLacksADatagramDoesNotHold() {
        MediaLedgerScenario scenario = MediaLedgerScenario.paced();

        assertThat(scenario.holds(scenario.outcome(0, 0, 0))).isTrue();
        assertThat(scenario.holds(scenario.outcome(0, 1, 1))).isTrue();
        assertThat(scenario.holds(scenario.outcome(0, 1, 2))).isFalse();
        assertThat(scenario.holds(scenario.outcome(0, 1, -1))).isFalse();
        assertThat(scenario.holds(scenario.outcome(1, 1, 0))).isFalse();
    }

    @Test
    void messagesAreMeasuredBesideTheCodec() throws Exception {
        assertThat(new MediaMessagesScenario().run(SECOND)).hasSize(11).anySatisfy(figure -> {
            assertThat(figure.figure()).isEqualTo("one session at its best");
            isMeasured(figure);
        });
    }

    @Test
    void callsAndForwardingAreMeasuredBesideEachOther() throws Exception {
        List<Figure> figures = new CallBesideForwardingScenario().run(SECOND);

        // a call that gets no processor time may bring no message within a second
        assertThat(figures)
                .hasSize(9)
                .allSatisfy(figure -> assertThat(figure.value())
                        .as(figure.figure())
                        .isNotNegative()
                        .isFinite());
        assertThat(value(figures, "datagrams received")).isPositive();
        assertThat(value(figures, "forwarded beside a call")).isPositive();
    }

    private static void isMeasured(Figure figure) {
        assertThat(figure.value()).as(figure.figure()).isPositive().isFinite();
    }

    private static double value(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.figure().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
