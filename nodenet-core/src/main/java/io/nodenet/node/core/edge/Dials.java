package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Knows who asked for each dial and name look-up in progress, and hands the answer to that asker.
 *
 * <p>Bounded by the askers, each of which has a limit on what it asks for at once.
 */
public final class Dials {
    private final DialOutput output;
    private final Operations operations;
    private final Counts counts;
    private final Map<Long, Asker> dials = new HashMap<>();
    private final Map<Long, Consumer<List<Endpoint>>> lookups = new HashMap<>();

    /** Waits for the outcome of a dial. */
    public interface Asker {
        /** The handshake is complete; the connection is the asker's. */
        void onDialed(Connection connection);

        /** There will be no connection. */
        void onDialFailed(DialFailure failure);
    }

    public Dials(DialOutput output, Operations operations, Counts counts) {
        this.output = output;
        this.operations = operations;
        this.counts = counts;
    }

    /** Dials a peer; returns the number with which the dial can be cancelled. */
    public long dial(NodeId peer, Endpoint endpoint, long timeoutNanos, Asker asker) {
        long operation = operations.next();
        dials.put(operation, asker);
        counts.count(NodeCounter.DIALS);
        output.dial(operation, peer, endpoint, timeoutNanos);
        return operation;
    }

    /** Resolves a configured name; the asker gets its addresses, best first, none if it cannot be resolved. */
    public long resolve(HostPort address, Consumer<List<Endpoint>> asker) {
        long operation = operations.next();
        lookups.put(operation, asker);
        output.resolve(operation, address);
        return operation;
    }

    /** Forgets who asked for a dial or a look-up, and cancels the dial; without effect if it has ended. */
    public void cancel(long operation) {
        lookups.remove(operation);
        if (dials.remove(operation) != null) {
            output.cancelDial(operation);
        }
    }

    /** Takes the success of a dial; a connection that nobody waits for any more is closed. */
    public void onDialed(long operation, Connection connection) {
        Asker asker = dials.remove(operation);
        if (asker == null) {
            connection.attach(Edges.CLOSED);
            connection.close(CloseReason.CANCELLED);
        } else {
            asker.onDialed(connection);
        }
    }

    /** Takes the failure of a dial. */
    public void onDialFailed(long operation, DialFailure failure) {
        Asker asker = dials.remove(operation);
        if (asker != null) {
            asker.onDialFailed(failure);
        }
    }

    /** Takes the addresses of a name. */
    public void onResolved(long operation, List<Endpoint> endpoints) {
        Consumer<List<Endpoint>> asker = lookups.remove(operation);
        if (asker != null) {
            asker.accept(endpoints);
        }
    }
}
