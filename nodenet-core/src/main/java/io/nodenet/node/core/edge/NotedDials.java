package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.DialOutput;
import java.util.function.Consumer;

/** Passes on what is dialed and punched, and takes note of where that goes. */
public final class NotedDials implements DialOutput {
    private final DialOutput output;
    private final Consumer<Endpoint> contacted;

    /**
     * Puts the notes in front of an output.
     *
     * @param contacted takes each endpoint that something is sent to from the socket of this node
     */
    public NotedDials(DialOutput output, Consumer<Endpoint> contacted) {
        this.output = output;
        this.contacted = contacted;
    }

    @Override
    public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        contacted.accept(endpoint);
        output.dial(operation, peer, endpoint, timeoutNanos);
    }

    @Override
    public void cancelDial(long operation) {
        output.cancelDial(operation);
    }

    @Override
    public void punch(Endpoint target) {
        contacted.accept(target);
        output.punch(target);
    }

    /** A session has sockets of its own: what goes through them opens nothing for this node. */
    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        output.openRelay(session, caller, callee);
    }

    @Override
    public void closeRelay(long session) {
        output.closeRelay(session);
    }

    @Override
    public boolean hasMedia() {
        return output.hasMedia();
    }

    @Override
    public void openMedia(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        contacted.accept(endpoint);
        output.openMedia(operation, peer, endpoint, timeoutNanos);
    }

    @Override
    public void cancelMedia(long operation) {
        output.cancelMedia(operation);
    }

    @Override
    public void resolve(long operation, HostPort address) {
        output.resolve(operation, address);
    }
}
