package io.nodenet.test.simulation.experiment;

/**
 * How far an {@link OverlayExperiment} has come.
 *
 * @param phase what it does
 * @param done how much of that is done: nodes that have joined, simulated seconds that have passed, messages that were sent
 * @param total how much there is of it
 */
public record ExperimentProgress(Phase phase, int done, int total) {
    /** What an experiment does, in this order. */
    public enum Phase {
        /** Nodes join. */
        JOINING,
        /** The overlay runs by itself. */
        SETTLING,
        /** Nodes send to each other. */
        SENDING
    }
}
