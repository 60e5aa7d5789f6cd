package io.nodenet.node.core.message;

import io.nodenet.address.Endpoint;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what is told of other nodes into the knowledge table, as far as its source is to be trusted (docs/protocol/08, section 8). */
public final class Learning implements EdgeObserver {
    private final Turn turn;
    private final Edges edges;
    private final KnowledgeTable knowledge;
    private final SelfCoordinates self;
    private final Counts counts;
    private Listener listener = new Listener() {};

    /** Learns what has become known. */
    public interface Listener {
        /** A contact became known, or the addresses of one have changed. */
        default void onLearned() {}

        /** A bucket is full: whether this contact of it is alive decides over a newcomer. */
        default void onDoubt(KnownContact incumbent) {}
    }

    public Learning(Turn turn, Edges edges, KnowledgeTable knowledge, SelfCoordinates self, Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.knowledge = knowledge;
        this.self = self;
        this.counts = counts;
    }

    /** Sets who learns what has become known; called once, where the core is wired. */
    public void listener(Listener only) {
        listener = only;
    }

    /** Returns what is known; changed by this object alone, but for the results of dials. */
    public KnowledgeTable knowledge() {
        return knowledge;
    }

    /** Takes the proof that a peer was reached at the address that was dialed; one that a punch has opened, or a volunteer's, is of no use to others. */
    @Override
    public void onConnection(EdgeConnection connection) {
        if (connection.connection().isOutbound() && connection.path() == PathKind.DIRECT) {
            Endpoint reached = connection.connection().remoteEndpoint();
            makeRoom(connection.peer(), reached);
            observe(new Contact(connection.peer(), null, 0, List.of(reached)), ContactSource.HANDSHAKE);
        }
    }

    /** Takes the originator of a message that ended here, whose address is unknown. */
    public void fromMessage(NodeId originator, byte[] key) {
        observe(new Contact(originator, key, 0, List.of()), ContactSource.OWNER);
    }

    /**
     * Takes what a neighbour tells of itself over its own connection. It may not know its address: an unspecified one is completed by the
     * one that it is seen at (W-02).
     */
    public void fromOwner(Contact contact, EdgeConnection connection) {
        Endpoint seen = connection.connection().remoteEndpoint();
        List<Endpoint> endpoints = contact.endpoints().stream()
                .map(endpoint -> endpoint.completedBy(seen))
                .filter(self::accepts)
                .toList();
        makeRoomForClaim(contact.id(), endpoints, connection.edge());
        observe(contact.at(endpoints), ContactSource.OWNER);
        knowledge.setCapabilities(contact.id(), contact.capabilities());
        connection.edge().setUndialable(endpoints.isEmpty());
        onConnection(connection);
    }

    /** Takes what a node that this one did not reach tells of itself, in a message that it signed. */
    public void fromOwner(Contact contact) {
        observe(contact.at(contact.endpoints().stream().filter(self::accepts).toList()), ContactSource.OWNER);
    }

    /** Takes what a node tells of itself in a rendezvous, with the X25519 key that it signed. */
    public void fromIntroduction(PeerIntroduction introduction) {
        fromOwner(new Contact(introduction.peer(), introduction.key(), 0, introduction.endpoints()));
        knowledge.bindExchangeKey(introduction.peer(), introduction.exchangeKey());
    }

    /**
     * Takes what one node tells of another; without the other's key it may name no address (docs/protocol/08, section 5.3, [V]). Addresses of no
     * use to this node go into the knowledge table, too, which keeps none of them: who names such says something else than who names none.
     */
    public void fromHearsay(Contact contact) {
        observe(contact.key() == null ? new Contact(contact.id(), null, 0, List.of()) : contact, ContactSource.HEARSAY);
    }

    /** Takes what this node has written down of another one: hearsay, since it was long ago, but as good as that of two. */
    public void fromOwnRecord(Contact contact) {
        fromHearsay(contact);
        fromHearsay(contact);
    }

    private void observe(Contact contact, ContactSource source) {
        List<Endpoint> before = endpointsOf(contact.id());
        KnowledgeTable.Outcome outcome = knowledge.observe(contact, source, turn.nowNanos());
        switch (outcome) {
            case INSERTED -> {
                counts.count(NodeCounter.CONTACTS_LEARNED);
                listener.onLearned();
            }
            case REFRESHED -> {
                if (!before.equals(endpointsOf(contact.id()))) {
                    listener.onLearned();
                }
            }
            case BUCKET_FULL -> judge(contact, source);
            case KEY_MISMATCH, KEYLESS, PROOF_OF_WORK -> counts.drop(DropReason.CONTACT_UNPROVEN);
            case SUBNET_FULL -> counts.drop(DropReason.CONTACT_SUBNET_FULL);
            case SELF -> {}
        }
    }

    /** Makes room for a peer where it claims to be, if it is seen there, and has not been reached elsewhere, for which it would count. */
    private void makeRoomForClaim(NodeId peer, List<Endpoint> claimed, Edge edge) {
        KnownContact known = knowledge.get(peer);
        if (!claimed.isEmpty()
                && isSeenIn(SubnetKey.of(claimed.get(0)), edge)
                && (known == null || known.provenEndpoints().isEmpty())) {
            makeRoom(peer, claimed.get(0));
        }
    }

    /** Has one that has only claimed to be in a full subnet, of which a peer is for sure, give way and go without addresses. */
    private void makeRoom(NodeId peer, Endpoint at) {
        SubnetKey subnet = SubnetKey.of(at);
        KnownContact known = knowledge.get(peer);
        if (subnet == null || knowledge.hasRoom(subnet, known == null ? null : known.subnet())) {
            return;
        }
        knowledge.contacts().stream()
                .filter(contact -> !isSeen(contact) && knowledge.hasRoom(subnet, contact.subnet()))
                .min(Comparator.comparing((KnownContact contact) -> !subnet.equals(contact.subnet()))
                        .thenComparing(KnownContact::isVerified)
                        .thenComparingLong(KnownContact::lastSeenNanos))
                .ifPresent(contact -> {
                    counts.drop(DropReason.CONTACT_SUBNET_FULL);
                    knowledge.withdraw(contact.id());
                });
    }

    /** Returns whether a contact has proved to be in the subnet that it counts for. */
    private boolean isSeen(KnownContact contact) {
        Edge edge = edges.table().get(contact.id());
        return !contact.provenEndpoints().isEmpty() || (edge != null && isSeenIn(contact.subnet(), edge));
    }

    private static boolean isSeenIn(@Nullable SubnetKey subnet, Edge edge) {
        return subnet != null
                && edge.connections().stream()
                        .filter(each -> each.path() != PathKind.RELAYED)
                        .anyMatch(each ->
                                subnet.equals(SubnetKey.of(each.connection().remoteEndpoint())));
    }

    /** Returns the known addresses of a node, best first; none for one that is unknown. */
    public List<Endpoint> endpointsOf(NodeId id) {
        KnownContact known = knowledge.get(id);
        return known == null ? List.of() : known.endpoints();
    }

    /** Decides over a newcomer to a full bucket: nobody who is alive gives way to it, and nobody who can be dialed to one who cannot. */
    private void judge(Contact newcomer, ContactSource source) {
        KnownContact incumbent = knowledge.evictionCandidate(newcomer.id());
        if (incumbent == null) {
            return;
        }
        if (edges.table().get(incumbent.id()) != null) {
            knowledge.confirm(incumbent.id(), true, turn.nowNanos());
        } else if (newcomer.endpoints().stream().anyMatch(endpoint -> self.mayKeep(endpoint, source))) {
            listener.onDoubt(incumbent);
        }
    }
}
