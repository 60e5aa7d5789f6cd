package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.test.simulation.Misconduct;
import io.nodenet.test.simulation.experiment.ExperimentProgress;
import io.nodenet.test.simulation.experiment.ExperimentProgress.Phase;
import io.nodenet.test.simulation.experiment.ExperimentResult;
import io.nodenet.test.simulation.experiment.ExperimentSettings;
import io.nodenet.test.simulation.experiment.Trouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.jr.ob.JSON;

@Timeout(60)
class SimulateCommandTest {
    private static final String[] FIELDS = {
        "nodes",
        "seed",
        "sent",
        "delivered",
        "deliveredOnRetry",
        "deliveredOnSecondRetry",
        "hopsMedian",
        "hopsP99",
        "edgesPerNode",
        "framesPerNodeMinute",
        "firstEdgeMillisP99",
        "thirdEdgeMillisP99",
        "addressesRight",
        "ended",
        "scarceMillis",
        "peakHeapBytes",
        "wallMillis",
        "digest"
    };
    private static final ExperimentResult STAR = new ExperimentResult(
            400,
            7,
            2000,
            0.411,
            0.5,
            0.625,
            OptionalInt.of(2),
            OptionalInt.of(3),
            1.2849,
            14.0285,
            1185.978,
            OptionalLong.of(1099),
            OptionalLong.empty(),
            0.98765,
            12,
            7_000,
            220L << 20,
            13_209,
            "66e24e6e0616dd8c");

    private final CommandLineRunner cli = new CommandLineRunner();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<ExperimentSettings> run = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    /** Runs the command with an experiment that gives a result at once. */
    private int simulate(boolean attended, SimulateCommand.Experiments experiments, String... arguments) {
        Streams streams = new Streams(
                Reader.nullReader(), new PrintWriter(out, true), new PrintWriter(err, true), () -> attended);
        SimulateCommand.Experiments noted = (settings, progress) -> {
            run.add(settings);
            return experiments.run(settings, progress);
        };
        return new CommandLine(new SimulateCommand(streams, noted, nanos::get)).execute(arguments);
    }

    @Test
    void smallOverlayIsMeasuredAndReportedAsOneJsonObject() throws IOException {
        assertThat(cli.run("simulate", "--nodes=5", "--nat-share=0.5", "--minutes=1", "--seed=-9", "--json"))
                .isZero();

        assertThat(cli.outLines()).hasSize(1);
        assertThat(JSON.std.mapFrom(cli.outLines().get(0)))
                .containsOnlyKeys(FIELDS)
                .containsEntry("nodes", 5)
                .containsEntry("seed", -9)
                .containsEntry("sent", 2000)
                .containsEntry("delivered", 1.0)
                .hasEntrySatisfying(
                        "digest", digest -> assertThat((String) digest).matches("[0-9a-f]{16}"));
        assertThat(cli.errLines()).isEmpty();
    }

    @Test
    void jsonHasTheFieldsInTheirOrderAndNullForWhatNeverHappened() {
        assertThat(simulate(false, (settings, progress) -> STAR, "--json")).isZero();

        assertThat(out.toString().strip())
                .isEqualTo("{\"nodes\":400,\"seed\":7,\"sent\":2000,\"delivered\":0.411,\"deliveredOnRetry\":0.5,"
                        + "\"deliveredOnSecondRetry\":0.625,\"hopsMedian\":2,\"hopsP99\":3,"
                        + "\"edgesPerNode\":1.28,\"framesPerNodeMinute\":14.03,\"firstEdgeMillisP99\":1099,"
                        + "\"thirdEdgeMillisP99\":null,\"addressesRight\":0.9877,\"ended\":12,\"scarceMillis\":7000,"
                        + "\"peakHeapBytes\":230686720,\"wallMillis\":13209,"
                        + "\"digest\":\"66e24e6e0616dd8c\"}");
    }

    @Test
    void tableIsReadable() {
        assertThat(simulate(false, (settings, progress) -> STAR)).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "nodes                       400",
                        "seed                        7",
                        "messages sent               2,000",
                        "delivered                   41.10 %",
                        "delivered, one retry        50.00 %",
                        "delivered, two retries      62.50 %",
                        "hops, median                2",
                        "hops, p99                   3",
                        "edges per node              1.28",
                        "frames per node and minute  14.0",
                        "bytes per node and minute   1,186",
                        "first edge, p99             1,099 ms",
                        "third edge, p99             never",
                        "addresses that are right    98.8 %",
                        "nodes that ended            12",
                        "longest below three edges   7 s",
                        "peak heap                   220 MiB",
                        "wall time                   13.2 s",
                        "digest                      66e24e6e0616dd8c");
    }

    @Test
    void optionsReachTheExperimentAndHaveDefaults() {
        simulate(false, (settings, progress) -> STAR);
        simulate(
                false,
                (settings, progress) -> STAR,
                "--nodes=7",
                "--nat-share=1",
                "--minutes=9",
                "--seed=3",
                "--go-policy=0.75",
                "--join-millis=20",
                "--split=60",
                "--droppers=0.2",
                "--liars=0.1",
                "--replayers=0.05",
                "--flooders=0.02");

        assertThat(run)
                .containsExactly(
                        new ExperimentSettings(100, 0.5, Duration.ofMinutes(5), 1),
                        new ExperimentSettings(7, 1, Duration.ofMinutes(9), 3)
                                .withGoShare(0.75)
                                .withJoinInterval(Duration.ofMillis(20))
                                .withTrouble(Trouble.NONE
                                        .withSplit(Duration.ofMinutes(60))
                                        .with(Misconduct.DROPPER, 0.2)
                                        .with(Misconduct.LIAR, 0.1)
                                        .with(Misconduct.REPLAYER, 0.05)
                                        .with(Misconduct.FLOODER, 0.02)));
    }

    @ParameterizedTest
    @CsvSource({
        "--nodes=1, --nodes is 1: choose a value from 2 to 20000",
        "--nodes=20001, --nodes is 20001: choose a value from 2 to 20000",
        "--join-millis=0, --join-millis is 0: choose a value from 1 to 60000",
        "--join-millis=60001, --join-millis is 60001: choose a value from 1 to 60000",
        "--nat-share=-0.1, --nat-share is -0.1: choose a value from 0.0 to 1.0",
        "--nat-share=1.5, --nat-share is 1.5: choose a value from 0.0 to 1.0",
        "--nat-share=NaN, --nat-share is NaN: choose a value from 0.0 to 1.0",
        "--minutes=0, --minutes is 0: choose a value from 1 to 1440",
        "--minutes=1441, --minutes is 1441: choose a value from 1 to 1440",
        "--go-policy=1.1, --go-policy is 1.1: choose a value from 0.0 to 1.0",
        "--churn=-1, --churn is -1.0: choose a value from 0.0 to 1.0",
        "--split=-1, --split is -1: choose a value from 0 to 1440",
        "--split=1441, --split is 1441: choose a value from 0 to 1440",
        "--droppers=1.1, --droppers is 1.1: choose a value from 0.0 to 1.0",
        "--liars=1.1, --liars is 1.1: choose a value from 0.0 to 1.0",
        "--replayers=1.1, --replayers is 1.1: choose a value from 0.0 to 1.0",
        "--flooders=1.1, --flooders is 1.1: choose a value from 0.0 to 1.0"
    })
    void valueOutOfRangeIsWrongUseAndNamesTheRemedy(String option, String message) {
        assertThat(cli.run("simulate", option)).isEqualTo(2);
        assertThat(cli.errLines()).hasSize(2).first().isEqualTo("nodenet: " + message);
        assertThat(cli.outLines()).isEmpty();
    }

    @Test
    void churnReachesTheExperiment() {
        simulate(false, (settings, progress) -> STAR, "--churn=0.01");

        assertThat(run).extracting(ExperimentSettings::trouble).containsExactly(Trouble.NONE.withChurnPerMinute(0.01));
    }

    @Test
    void churnAndASplitExcludeEachOther() {
        assertThat(cli.run("simulate", "--churn=0.1", "--split=1")).isEqualTo(2);
        assertThat(cli.errLines()).hasSize(2).first().asString().contains("--churn and --split exclude each other");
    }

    @Test
    void moreNodesThatMisbehaveThanThereAreIsWrongUse() {
        assertThat(cli.run("simulate", "--droppers=0.5", "--liars=0.75")).isEqualTo(2);
        assertThat(cli.errLines())
                .hasSize(2)
                .first()
                .isEqualTo(
                        "nodenet: the sum of --droppers, --liars, --replayers and --flooders is 1.25: choose a value from"
                                + " 0.0 to 1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--nodes=many", "--seed=x", "--minutes=1.5", "--nat-share=half", "--go-policy=some", "extra"})
    void whatIsNotAnOptionOrItsValueIsWrongUse(String option) {
        assertThat(cli.run("simulate", option)).isEqualTo(2);
        assertThat(cli.errLines()).hasSize(2).first().asString().startsWith("nodenet: ");
        assertThat(cli.outLines()).isEmpty();
    }

    @Test
    void violationIsToldWithItsSeedAndFails() {
        int status = simulate(
                false,
                (settings, progress) -> {
                    throw new AssertionError("Seed 1, after PT3S: ab12 has an edge to itself");
                },
                "--json");

        assertThat(status).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("nodenet: Seed 1, after PT3S: ab12 has an edge to itself");
        assertThat(out.toString()).isEmpty();
    }

    private static ExperimentResult slow(AtomicLong nanos, Consumer<ExperimentProgress> progress) {
        progress.accept(new ExperimentProgress(Phase.JOINING, 1, 2000));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        progress.accept(new ExperimentProgress(Phase.JOINING, 1234, 2000));
        progress.accept(new ExperimentProgress(Phase.JOINING, 1235, 2000));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        progress.accept(new ExperimentProgress(Phase.SETTLING, 5, 300));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        progress.accept(new ExperimentProgress(Phase.SENDING, 5, 2000));
        return STAR;
    }

    @Test
    void progressIsToldOnATerminalEveryTwoSeconds() {
        assertThat(simulate(true, (settings, progress) -> slow(nanos, progress), "--json"))
                .isZero();

        assertThat(err.toString().lines())
                .containsExactly(
                        "  1,234 of 2,000 nodes have joined",
                        "  5 of 300 simulated seconds of settling have passed",
                        "  5 of 2,000 messages were sent");
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void noProgressIsToldWhereNobodyLooksOn() {
        assertThat(simulate(false, (settings, progress) -> slow(nanos, progress)))
                .isZero();

        assertThat(err.toString()).isEmpty();
    }
}
