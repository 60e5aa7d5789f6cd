package io.nodenet.test.simulation.experiment;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.test.simulation.Misconduct;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** The nodes of an experiment: who joins as what, and who ends and is replaced by another one of its kind. */
final class Population {
    /** After so long a node that leaves has said so to all. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final SimulatedOverlay overlay;
    private final ExperimentSettings settings;
    private final SimulatedNode anchor;
    /** Which place in the order of the joins each node has, or has taken over. */
    private final Map<NodeId, Integer> places = new HashMap<>();

    /** Those between whom messages go. */
    private final List<SimulatedNode> honest = new ArrayList<>();

    /** Those that may end. */
    private final List<SimulatedNode> mortal = new ArrayList<>();

    private int ended;
    private Traffic ofEnded = new Traffic(0, 0);

    /** What nodes have sent since they joined. */
    record Traffic(long frames, long bytes) {
        Traffic plus(SimulatedNode node) {
            EnumCounters<TransportCounter> counters = node.transport().counters();
            return new Traffic(
                    frames + counters.get(TransportCounter.FRAMES_SENT),
                    bytes + counters.get(TransportCounter.BYTES_SENT));
        }
    }

    /** Creates a population of one, the anchor. */
    Population(SimulatedOverlay overlay, ExperimentSettings settings) {
        this.overlay = overlay;
        this.settings = settings;
        this.anchor = overlay.addNode();
        honest.add(anchor);
    }

    /** Has a node join at a place, from 1 on. */
    SimulatedNode join(int place) {
        NatProfile nat = settings.isBehindNat(place) ? NatProfile.PORT_RESTRICTED : NatProfile.NONE;
        HostProfile host = new HostProfile().withNat(nat);
        Identity identity = overlay.mint();
        Optional<Misconduct> misconduct = settings.misconduct(place);
        SimulatedNode node;
        if (misconduct.isPresent()) {
            node = overlay.addNode(misconduct.get(), identity, host, anchor);
        } else if (settings.isDeployed(place)) {
            node = overlay.addDeployedNode(identity, host, anchor);
        } else {
            node = overlay.addNode(identity, host, anchor);
        }
        places.put(node.id(), place);
        mortal.add(node);
        if (misconduct.isEmpty()) {
            honest.add(node);
        }
        return node;
    }

    /** Ends a random node, every other time without a word, and has another one take its place. */
    void replaceOne(SplittableRandom random) {
        SimulatedNode node = mortal.remove(random.nextInt(mortal.size()));
        honest.remove(node);
        if (ended % 2 == 0) {
            remove(node);
        } else {
            node.leave();
            overlay.time().schedule(() -> remove(node), FAREWELL.toNanos());
        }
        ended++;
        join(Objects.requireNonNull(places.remove(node.id())));
    }

    private void remove(SimulatedNode node) {
        ofEnded = ofEnded.plus(node);
        overlay.remove(node);
    }

    /** Returns those that do what their cores say, and have not ended. */
    List<SimulatedNode> honest() {
        return honest;
    }

    /** Returns whether a node is not behind a NAT. */
    boolean isDialable(SimulatedNode node) {
        return !settings.isBehindNat(places.getOrDefault(node.id(), 0));
    }

    /** Returns what all have sent since they joined, those included that have ended. */
    Traffic traffic() {
        Traffic sum = ofEnded;
        for (SimulatedNode node : overlay.nodes()) {
            sum = sum.plus(node);
        }
        return sum;
    }

    /** Returns how many have ended. */
    int ended() {
        return ended;
    }
}
