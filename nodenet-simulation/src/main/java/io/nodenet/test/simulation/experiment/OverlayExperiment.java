package io.nodenet.test.simulation.experiment;

import io.nodenet.NodeStateException;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import io.nodenet.test.simulation.experiment.ExperimentProgress.Phase;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets an overlay grow through one anchor, settle, and carry messages between random nodes, and measures how well it does.
 *
 * <p>A node joins each 100 ms of simulated time, over links as between homes. Signatures are not checked. Messages are sent one each
 * 20 ms, which is far below every rate limit, so that none is lost by those. Each run needs a new instance; belongs to one thread.
 */
public final class OverlayExperiment {
    /** How many messages are sent. */
    public static final int MESSAGES = 2_000;

    static final Duration JOIN_INTERVAL = Duration.ofMillis(100);
    static final Duration SEND_INTERVAL = Duration.ofMillis(20);

    /** How long the last message has until it is lost: longer than any frame waits anywhere. */
    static final Duration LAST_ARRIVAL = Duration.ofSeconds(10);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MEDIAN = 50;
    private static final int P99 = 99;
    private static final double SECONDS_PER_MINUTE = 60;

    private final ExperimentSettings settings;
    private final Consumer<ExperimentProgress> progress;
    private final SimulatedOverlay overlay;
    private final EdgeTimes edges = new EdgeTimes();
    private final HeapWatch heap = new HeapWatch();

    /** What all nodes have sent since they joined. */
    private record Traffic(long frames, long bytes) {}

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
        join();
        Traffic before = traffic();
        settle();
        Traffic after = traffic();
        double edgesPerNode = overlay.nodes().stream()
                .mapToInt(node -> node.core().edges().size())
                .average()
                .orElse(0);
        Messages messages = send();
        double nodeMinutes = settings.nodes() * settings.settling().toSeconds() / SECONDS_PER_MINUTE;
        return new ExperimentResult(
                settings.nodes(),
                settings.seed(),
                MESSAGES,
                messages.delivered() / (double) MESSAGES,
                messages.hops(MEDIAN),
                messages.hops(P99),
                edgesPerNode,
                (after.frames - before.frames) / nodeMinutes,
                (after.bytes - before.bytes) / nodeMinutes,
                edges.firstMillis(P99),
                edges.thirdMillis(P99),
                heap.peakBytes(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                HexFormat.of().toHexDigits(overlay.digest()));
    }

    /** Returns the overlay that the experiment runs, to be looked at once it has ended. */
    SimulatedOverlay overlay() {
        return overlay;
    }

    private void join() {
        SimulatedNode anchor = overlay.addNode();
        for (int i = 1; i < settings.nodes(); i++) {
            advance(JOIN_INTERVAL, Phase.JOINING, i, settings.nodes());
            NatProfile nat = settings.isBehindNat(i) ? NatProfile.PORT_RESTRICTED : NatProfile.NONE;
            HostProfile host = new HostProfile().withNat(nat);
            SimulatedNode node = settings.isDeployed(i)
                    ? overlay.addDeployedNode(overlay.mint(), host, anchor)
                    : overlay.addNode(overlay.mint(), host, anchor);
            edges.started(node, overlay.time());
        }
    }

    private void settle() {
        int seconds = (int) settings.settling().toSeconds();
        for (int i = 1; i <= seconds; i++) {
            advance(SECOND, Phase.SETTLING, i, seconds);
        }
    }

    private Messages send() {
        Messages messages = new Messages(MESSAGES);
        overlay.observe(messages);
        SplittableRandom random = overlay.newRandom();
        for (int i = 0; i < MESSAGES; i++) {
            int from = random.nextInt(settings.nodes());
            int to = random.nextInt(settings.nodes() - 1);
            SimulatedNode target = overlay.nodes().get(to < from ? to : to + 1);
            overlay.nodes().get(from).send(target.id(), Messages.payload(i));
            advance(SEND_INTERVAL, Phase.SENDING, i + 1, MESSAGES);
        }
        overlay.advance(LAST_ARRIVAL);
        return messages;
    }

    private void advance(Duration time, Phase phase, int done, int total) {
        overlay.advance(time);
        heap.look(overlay.time().elapsed());
        progress.accept(new ExperimentProgress(phase, done, total));
    }

    private Traffic traffic() {
        long frames = 0;
        long bytes = 0;
        for (SimulatedNode node : overlay.nodes()) {
            frames += node.transport().counters().get(TransportCounter.FRAMES_SENT);
            bytes += node.transport().counters().get(TransportCounter.BYTES_SENT);
        }
        return new Traffic(frames, bytes);
    }
}
