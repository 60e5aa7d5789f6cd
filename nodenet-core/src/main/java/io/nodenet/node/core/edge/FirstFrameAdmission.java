package io.nodenet.node.core.edge;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.node.core.port.Counts;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import java.util.ArrayDeque;

/**
 * Decides whether an accepted connection becomes an edge with its first frame (docs/protocol/02, section 6, [V]).
 *
 * <p>While the application is asked, the connection is not read any further and waits with at most {@value #MAX_HELD_FRAMES} frames or
 * {@value #MAX_HELD_BYTES} bytes that had been read already.
 */
public final class FirstFrameAdmission {
    /** The most frames that wait for the application's answer, per connection. */
    public static final int MAX_HELD_FRAMES = 4;

    /** The most bytes that wait for the application's answer, per connection. */
    static final int MAX_HELD_BYTES = 65_536;

    private final int difficulty;
    private final Edges edges;
    private final PolicyQuestions questions;
    private final Counts counts;
    private final FrameSink admitted;

    /** Takes the frames of an admitted connection. */
    public interface FrameSink {
        /** Takes the frame that made the connection an edge, or had it join one. */
        void onFirstFrame(EdgeConnection connection, ByteBuf frame);

        /** Takes a later frame. */
        void onFrame(EdgeConnection connection, ByteBuf frame);
    }

    /** A connection that waits for the application's answer, and its frames. */
    public static final class Pending {
        private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(MAX_HELD_FRAMES);
        private int bytes;

        private boolean hold(ByteBuf frame) {
            if (held.size() == MAX_HELD_FRAMES || bytes + frame.readableBytes() > MAX_HELD_BYTES) {
                return false;
            }
            bytes += frame.readableBytes();
            held.add(frame.retainedSlice());
            return true;
        }

        private void release() {
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }

    public FirstFrameAdmission(
            int difficulty, Edges edges, PolicyQuestions questions, Counts counts, FrameSink admitted) {
        this.difficulty = difficulty;
        this.edges = edges;
        this.questions = questions;
        this.counts = counts;
        this.admitted = admitted;
    }

    /** Takes the first frame of a connection, which was found to parse. */
    public void onFirstFrame(Connection connection, ByteBuf frame) {
        if (edges.table().get(connection.remoteId()) == null) {
            if (!ProofOfWork.satisfies(connection.remoteId(), difficulty)) {
                edges.refuse(connection, DropReason.PEER_PROOF_OF_WORK, CloseReason.PROOF_OF_WORK);
                return;
            }
            if (questions.isGated()) {
                Pending pending = new Pending();
                pending.hold(frame);
                connection.attach(pending);
                connection.setReading(false);
                questions.ask(connection.remoteId(), false, answer -> onAnswer(connection, pending, answer));
                return;
            }
        }
        EdgeConnection live = edges.register(connection);
        if (live != null) {
            admitted.onFirstFrame(live, frame);
        }
    }

    /** Takes a further frame of a connection that still waits. */
    public void onHeldFrame(Pending pending, ByteBuf frame) {
        if (!pending.hold(frame)) {
            counts.drop(DropReason.ADMISSION_OVERFLOW);
        }
    }

    /** Forgets a connection that ended while it waited; its frames are lost. */
    public void onClosed(Pending pending) {
        pending.held.forEach(frame -> counts.drop(DropReason.CLOSED_CONNECTION));
        pending.release();
    }

    private void onAnswer(Connection connection, Pending pending, PolicyQuestions.Answer answer) {
        if (connection.attachment() != pending) {
            return;
        }
        switch (answer) {
            case ADMITTED -> admit(connection, pending);
            case REFUSED -> edges.refuse(connection, DropReason.EDGE_REFUSED, CloseReason.EDGE_REFUSED);
            case TIMEOUT -> edges.refuse(connection, DropReason.ADMISSION_TIMEOUT, CloseReason.EDGE_REFUSED);
        }
        pending.release();
    }

    private void admit(Connection connection, Pending pending) {
        EdgeConnection live = edges.register(connection);
        if (live == null) {
            return;
        }
        connection.setReading(true);
        boolean first = true;
        for (ByteBuf frame : pending.held) {
            if (connection.attachment() != live) {
                counts.drop(DropReason.CLOSED_CONNECTION);
            } else if (first) {
                admitted.onFirstFrame(live, frame);
            } else {
                admitted.onFrame(live, frame);
            }
            first = false;
        }
    }
}
