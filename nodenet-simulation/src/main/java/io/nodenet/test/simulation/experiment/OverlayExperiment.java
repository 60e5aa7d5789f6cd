package io.nodenet.test.simulation.experiment;

import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import io.nodenet.test.simulation.experiment.ExperimentProgress.Phase;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets an overlay grow through one anchor, settle, and carry messages between random nodes, and measures how well it does.
 *
 * <p>One node joins after the other, over links as between homes. Signatures are not checked. Messages go between honest nodes. They
 * are sent one each 20 ms, which is far below every rate limit, so that none is lost by those; those that did not arrive are sent again, twice.
 * With churn they are sent once, while nodes come and go. Each run needs a new instance; belongs to one thread.
 */
public final class OverlayExperiment {
    /** How many messages are sent. */
    public static final int MESSAGES = 2_000;

    static final Duration SEND_INTERVAL = Duration.ofMillis(20);

    /** How long the last message has until it is lost: longer than any frame waits anywhere. */
    static final Duration LAST_ARRIVAL = Duration.ofSeconds(10);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int MEDIAN = 50;
    private static final int P99 = 99;
    private static final double SECONDS_PER_MINUTE = 60;

    private final ExperimentSettings settings;
    private final Consumer<ExperimentProgress> progress;
    private final SimulatedOverlay overlay;
    private final EdgeTimes edges = new EdgeTimes();
    private final ScarceEdges scarce = new ScarceEdges();
    private final Messages messages = new Messages(MESSAGES);
    private final HeapWatch heap = new HeapWatch();

    /**
     * Creates an experiment.
     *
     * @param progress told how far it has come, for each join, each simulated second and each message
     */
    public OverlayExperiment(ExperimentSettings settings, Consumer<ExperimentProgress> progress) {
        this.settings = settings;
        this.progress = progress;
        this.overlay = SimulatedOverlay.seed(settings.seed())
                .link(LinkProfile.HOME)
                .trustSignatures()
                .build();
        overlay.observe(edges);
        overlay.observe(messages);
    }

    /**
     * Runs the experiment to its end, once.
     *
     * @throws AssertionError if a node violates an invariant; the message names the seed
     * @throws NodeStateException if it has run before
     */
    public ExperimentResult run() {
        if (!overlay.nodes().isEmpty()) {
            throw new NodeStateException("This experiment has run before: make a new one");
        }
        long startNanos = System.nanoTime();
        Population population = new Population(overlay, settings);
        join(population);
        Population.Traffic before = population.traffic();
        Trouble trouble = settings.trouble();
        if (trouble.hasChurn()) {
            churn(population);
        } else {
            settle(settings.settling());
        }
        Population.Traffic after = population.traffic();
        double edgesPerNode = overlay.nodes().stream()
                .mapToInt(node -> node.core().edges().size())
                .average()
                .orElse(0);
        double addressesRight = new KnownOwners(overlay.nodes()).share(population.honest());
        if (!trouble.hasChurn()) {
            split(trouble.split());
            send(population.honest());
        }
        overlay.advance(LAST_ARRIVAL);
        Messages.Report report = messages.report();
        int onRetry = trouble.hasChurn() ? report.delivered() : sendAgain();
        int onSecondRetry = trouble.hasChurn() ? report.delivered() : sendAgain();
        double nodeMinutes = settings.nodes() * settings.settling().toSeconds() / SECONDS_PER_MINUTE;
        return new ExperimentResult(
                settings.nodes(),
                settings.seed(),
                MESSAGES,
                report.delivered() / (double) MESSAGES,
                onRetry / (double) MESSAGES,
                onSecondRetry / (double) MESSAGES,
                report.hops(MEDIAN),
                report.hops(P99),
                edgesPerNode,
                (after.frames() - before.frames()) / nodeMinutes,
                (after.bytes() - before.bytes()) / nodeMinutes,
                edges.firstMillis(P99),
                edges.thirdMillis(P99),
                addressesRight,
                population.ended(),
                scarce.longest().toMillis(),
                heap.peakBytes(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                HexFormat.of().toHexDigits(overlay.digest()));
    }

    /** Returns the overlay that the experiment runs, to be looked at once it has ended. */
    SimulatedOverlay overlay() {
        return overlay;
    }

    private void join(Population population) {
        for (int i = 1; i < settings.nodes(); i++) {
            advance(settings.joinInterval(), Phase.JOINING, i, settings.nodes());
            edges.started(population.join(i), overlay.time());
        }
    }

    private void settle(Duration duration) {
        int seconds = (int) duration.toSeconds();
        for (int i = 1; i <= seconds; i++) {
            advance(SECOND, Phase.SETTLING, i, seconds);
        }
    }

    /** Cuts every other pair of nodes off from the rest, for a time: one of a pair is behind a NAT, if half of all are. */
    private void split(Duration duration) {
        if (duration.isZero()) {
            return;
        }
        List<SimulatedNode> nodes = overlay.nodes();
        overlay.network()
                .split(IntStream.range(0, nodes.size())
                        .filter(place -> place % 4 < 2)
                        .mapToObj(place -> nodes.get(place).id())
                        .toList());
        settle(duration);
        overlay.network().healAll();
        settle(Trouble.HEALED);
    }

    /** Has nodes come and go, and send the messages meanwhile. */
    private void churn(Population population) {
        SplittableRandom random = overlay.newRandom();
        double perNano = settings.trouble().churnPerMinute() * settings.nodes() / NANOS_PER_MINUTE;
        int seconds = (int) settings.settling().toSeconds();
        int sent = 0;
        for (int i = 1; i <= seconds; i++) {
            long end = i * SECOND.toNanos();
            while (population.ended() < (long) (end * perNano)) {
                population.replaceOne(random);
            }
            while (sent < (long) MESSAGES * i / seconds) {
                send(population.honest(), sent, random);
                sent++;
            }
            advance(SECOND, Phase.SETTLING, i, seconds);
            scarce.look(population.honest(), dialable(population));
        }
    }

    private static Map<NodeId, SimulatedNode> dialable(Population population) {
        return population.honest().stream()
                .filter(population::isDialable)
                .collect(Collectors.toMap(SimulatedNode::id, Function.identity()));
    }

    private void send(List<SimulatedNode> honest) {
        SplittableRandom random = overlay.newRandom();
        for (int i = 0; i < MESSAGES; i++) {
            send(honest, i, random);
            advance(SEND_INTERVAL, Phase.SENDING, i + 1, MESSAGES);
        }
    }

    private void send(List<SimulatedNode> honest, int number, SplittableRandom random) {
        int from = random.nextInt(honest.size());
        int to = random.nextInt(honest.size() - 1);
        messages.send(number, honest.get(from), honest.get(to < from ? to : to + 1));
    }

    /** Sends those messages again that have not arrived; returns how many have then. */
    private int sendAgain() {
        if (messages.delivered() < MESSAGES) {
            for (int i = 0; i < MESSAGES; i++) {
                if (messages.sendAgain(i)) {
                    overlay.advance(SEND_INTERVAL);
                }
            }
            overlay.advance(LAST_ARRIVAL);
        }
        return messages.delivered();
    }

    private void advance(Duration time, Phase phase, int done, int total) {
        overlay.advance(time);
        heap.look(overlay.time().elapsed());
        progress.accept(new ExperimentProgress(phase, done, total));
    }
}
