package io.nodenet.node.core.upkeep;

import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.Policy;
import io.nodenet.node.core.turn.Operations;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.transport.DialFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What dials contacts, without a network: who is dialed is recorded, and the test says what comes of it. */
final class Dialing implements DialOutput, ApplicationOutput {
    /** A dial or a question that waits for its outcome. */
    record Waiting(long operation, NodeId peer) {}

    final Turn turn = new Turn();
    final Timers timers = new Timers(turn);
    final Counts counts = new Counts();
    final KnowledgeTable knowledge = new KnowledgeTable(NodeId.ZERO, 0, false, endpoint -> true);
    final Edges edges;
    final PeerDialer dialer;
    final List<Waiting> dialed = new ArrayList<>();
    final List<Waiting> asked = new ArrayList<>();
    final List<Long> cancelled = new ArrayList<>();

    private final Dials dials;
    private final PolicyQuestions questions;

    /** Creates a dialer; with a policy each dial waits for {@link #answer}. */
    Dialing(boolean policy) {
        Operations operations = new Operations();
        edges = new Edges(turn, new EdgeTable(NodeId.ZERO, 256), new EdgeLimiter(true, counts), counts, this);
        questions = new PolicyQuestions(policy, false, false, timers, operations, this);
        dials = new Dials(this, operations, counts);
        dialer = new PeerDialer(timers, questions, dials, counts);
    }

    /** Returns an ID of the farthest bucket; the greater the number, the farther. */
    static NodeId id(int number) {
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) 0x80;
        id[30] = (byte) (number >> 8);
        id[31] = (byte) number;
        return NodeId.of(id);
    }

    /** Makes a contact known, with one address or none. */
    NodeId know(int number, boolean dialable) {
        List<Endpoint> endpoints = dialable ? List.of(Endpoint.quic("198.51.100.1:4242")) : List.of();
        knowledge.observe(new Contact(id(number), null, 0, endpoints), ContactSource.OWNER, turn.nowNanos());
        return id(number);
    }

    /** Returns whom the dials go to, in order. */
    List<NodeId> peers() {
        return dialed.stream().map(Waiting::peer).toList();
    }

    /** Ends the first dial to a peer with a connection, which is returned. */
    SinkConnection reach(NodeId peer) {
        SinkConnection connection = new SinkConnection(peer, Endpoint.quic("198.51.100.1:4242"), true);
        dials.onDialed(take(dialed, peer), connection);
        return connection;
    }

    /** Ends the first dial to a peer in vain. */
    void fail(NodeId peer) {
        dials.onDialFailed(take(dialed, peer), new DialFailure(DialFailure.Reason.TIMEOUT, "no answer"));
    }

    /** Returns the question about a peer. */
    void answer(NodeId peer, PolicyQuestions.Answer answer) {
        questions.answer(take(asked, peer), answer);
    }

    private static long take(List<Waiting> list, NodeId peer) {
        Waiting found = list.stream()
                .filter(each -> each.peer().equals(peer))
                .findFirst()
                .orElseThrow();
        list.remove(found);
        return found.operation();
    }

    /** Makes an edge to a peer. */
    void connect(NodeId peer) {
        Objects.requireNonNull(edges.register(new SinkConnection(peer, Endpoint.quic("198.51.100.1:4242"), true)));
    }

    @Override
    public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        dialed.add(new Waiting(operation, peer));
    }

    @Override
    public void cancelDial(long operation) {
        cancelled.add(operation);
        dialed.removeIf(each -> each.operation() == operation);
    }

    @Override
    public void punch(Endpoint target) {
        throw new AssertionError("Whoever dials contacts punches nobody");
    }

    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        throw new AssertionError("Whoever dials contacts relays for nobody");
    }

    @Override
    public void closeRelay(long session) {
        throw new AssertionError("Whoever dials contacts relays for nobody");
    }

    @Override
    public void resolve(long operation, HostPort address) {
        throw new AssertionError("Nothing told by a peer is resolved");
    }

    @Override
    public void askPolicy(long operation, Policy about, NodeId peer, boolean outbound) {
        asked.add(new Waiting(operation, peer));
    }

    @Override
    public DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload) {
        return DeliveryResult.CLOSED;
    }

    @Override
    public DeliveryResult deliverSealed(NodeId sender, byte[] content) {
        return DeliveryResult.CLOSED;
    }

    @Override
    public void completed(long operation, long value) {}

    @Override
    public void introduced(long operation, PeerIntroduction introduction) {}

    @Override
    public void connected(long operation, Connected connected) {}

    @Override
    public void failed(long operation, NodenetException cause) {}

    @Override
    public void event(NodeEvent event) {}

    @Override
    public void left() {}
}
