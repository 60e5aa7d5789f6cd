package io.nodenet.node.core.call;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.MediaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows the media sessions of a node, and decides which of those that peers open its application is offered: proof of work, slots, consent, and
 * room at the application, in this order (docs/protocol/08, section 15.2, [V]). It is offered a session once its path is known.
 *
 * <p>Proof of work and slots come before consent, so that a flood asks the application nothing. Sessions that this node opens are not limited.
 */
public final class MediaSlots {
    /** The most sessions that peers have opened. */
    public static final int MAX_INBOUND = 16;

    /** The most of them that one peer has opened. */
    static final int MAX_PER_PEER = 4;

    private final int difficulty;
    private final Turn turn;
    private final Edges edges;
    private final PolicyQuestions questions;
    private final ControlPlane control;
    private final Counts counts;
    private final ApplicationOutput application;
    private final Map<MediaConnection, Session> sessions = new LinkedHashMap<>();
    private int inbound;
    private boolean stopped;

    /** A session that lives; what is still to come before the application has it. */
    private static final class Session {
        private final PathKind path;
        private boolean ready;
        private boolean admitted;
        private boolean handedOver;

        private Session(PathKind path) {
            this.path = path;
        }
    }

    /** One session, as a snapshot lists it. */
    public record View(MediaConnection connection, PathKind path) {}

    public MediaSlots(
            int difficulty,
            Turn turn,
            Edges edges,
            PolicyQuestions questions,
            ControlPlane control,
            Counts counts,
            ApplicationOutput application) {
        this.difficulty = difficulty;
        this.turn = turn;
        this.edges = edges;
        this.questions = questions;
        this.control = control;
        this.counts = counts;
        this.application = application;
    }

    /** Takes a session that a peer has opened. */
    public void onInbound(MediaConnection session) {
        NodeId peer = session.remoteId();
        if (stopped) {
            session.close(MediaCloseReason.SHUTDOWN);
        } else if (!ProofOfWork.satisfies(peer, difficulty)) {
            refuse(session, DropReason.MEDIA_PROOF_OF_WORK, MediaCloseReason.PROOF_OF_WORK);
        } else if (inbound == MAX_INBOUND) {
            refuse(session, DropReason.MEDIA_SLOTS_FULL, MediaCloseReason.BUSY);
        } else if (inboundOf(peer) == MAX_PER_PEER) {
            refuse(session, DropReason.MEDIA_PEER_SLOTS_FULL, MediaCloseReason.BUSY);
        } else {
            sessions.put(session, new Session(pathOf(session)));
            inbound++;
            questions.askConsent(peer, answer -> consent(session, answer));
        }
    }

    private void refuse(MediaConnection session, DropReason reason, MediaCloseReason told) {
        counts.drop(reason);
        session.close(told);
    }

    private int inboundOf(NodeId peer) {
        int count = 0;
        for (MediaConnection session : sessions.keySet()) {
            count += !session.isOutbound() && session.remoteId().equals(peer) ? 1 : 0;
        }
        return count;
    }

    /** Returns how a session reaches its peer: it was opened where an edge to it is, if there is one. */
    private PathKind pathOf(MediaConnection session) {
        Edge edge = edges.table().get(session.remoteId());
        if (edge != null) {
            for (EdgeConnection connection : edge.connections()) {
                if (connection.connection().remoteEndpoint().equals(session.remoteEndpoint())) {
                    return connection.path();
                }
            }
        }
        return PathKind.DIRECT;
    }

    private void consent(MediaConnection session, PolicyQuestions.Answer answer) {
        Session held = sessions.get(session);
        if (held == null) {
            return;
        }
        switch (answer) {
            case REFUSED -> refuse(session, DropReason.MEDIA_REFUSED, MediaCloseReason.DECLINED);
            case TIMEOUT -> refuse(session, DropReason.MEDIA_CONSENT_TIMEOUT, MediaCloseReason.DECLINED);
            case ADMITTED -> {
                counts.count(NodeCounter.MEDIA_ADMITTED);
                held.admitted = true;
                offer(session, held);
            }
        }
    }

    /** Takes that it is known which datagrams fit the path of a session of a peer. */
    public void onReady(MediaConnection session) {
        Session held = sessions.get(session);
        if (held != null) {
            held.ready = true;
            offer(session, held);
        }
    }

    private void offer(MediaConnection session, Session held) {
        if (!held.ready || !held.admitted) {
            return;
        }
        opened(session, held);
        if (!application.offered(session, held.path)) {
            refuse(session, DropReason.MEDIA_UNCLAIMED, MediaCloseReason.BUSY);
        }
    }

    private void opened(MediaConnection session, Session held) {
        held.handedOver = true;
        application.event(new NodeEvent.MediaOpened(
                session.remoteId(), session.isOutbound(), held.path, session.remoteEndpoint()));
    }

    /** Takes a session that this node has opened. */
    public void onOutbound(MediaConnection session, PathKind path) {
        Session held = new Session(path);
        sessions.put(session, held);
        opened(session, held);
    }

    /** Takes the end of a session, whoever ended it; the edge to its peer is asked whether it lives. */
    public void onClosed(MediaConnection session, MediaCloseReason reason) {
        Session held = sessions.remove(session);
        if (held == null) {
            return;
        }
        inbound -= session.isOutbound() ? 0 : 1;
        if (held.handedOver) {
            application.event(new NodeEvent.MediaClosed(
                    session.remoteId(),
                    session.isOutbound(),
                    reason,
                    Duration.ofNanos(turn.nowNanos() - session.openedNanos())));
        }
        if (!stopped) {
            control.ping(session.remoteId());
        }
    }

    /** Returns the sessions that live, in the order in which they were opened. */
    public List<View> views() {
        List<View> views = new ArrayList<>(sessions.size());
        sessions.forEach((session, held) -> views.add(new View(session, held.path)));
        return views;
    }

    /** Returns how many sessions of peers live. */
    public int inbound() {
        return inbound;
    }

    /** Takes no session any more; those that live end with the transport. */
    public void stop() {
        stopped = true;
    }
}
