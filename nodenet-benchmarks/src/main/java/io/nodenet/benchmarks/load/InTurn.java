package io.nodenet.benchmarks.load;

/**
 * Times of the raw codec and of nodenet that were measured in turn, each at its best: what is measured once and last suffers most from a
 * compiler that has not finished.
 *
 * @param raw those of the raw codec
 * @param ours those of nodenet
 */
record InTurn(Latencies raw, Latencies ours) {
    private static final int ROUNDS = 3;

    /** Measures once. */
    interface Measurement {
        Latencies run() throws Exception;
    }

    static InTurn measure(Measurement raw, Measurement ours) throws Exception {
        InTurn best = new InTurn(raw.run(), ours.run());
        for (int i = 1; i < ROUNDS; i++) {
            best = new InTurn(best.raw.orBetter(raw.run()), best.ours.orBetter(ours.run()));
        }
        return best;
    }
}
