package io.nodenet.node.core.port;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A signature inside a message that is to be checked: the envelope proves who sent the message, this who wrote what it carries.
 *
 * <p>Built and finished on the loop; {@link #check} is called once, on any thread.
 */
public final class CheckJob {
    private final NodeId signer;
    private final BooleanSupplier check;
    private final Consumer<Boolean> continuation;

    /**
     * Creates a job.
     *
     * @param signer who claims to have signed
     * @param check reads nothing that the loop may change
     * @param continuation goes on with the result, on the loop
     */
    public CheckJob(NodeId signer, BooleanSupplier check, Consumer<Boolean> continuation) {
        this.signer = signer;
        this.check = check;
        this.continuation = continuation;
    }

    /** Returns who claims to have signed. Any thread. */
    public NodeId signer() {
        return signer;
    }

    /** Checks the signature; costs about 95 µs. */
    public boolean check() {
        return check.getAsBoolean();
    }

    /** Goes on with the result, for {@link NodeCore#onChecked}. */
    public void finish(boolean good) {
        continuation.accept(good);
    }
}
