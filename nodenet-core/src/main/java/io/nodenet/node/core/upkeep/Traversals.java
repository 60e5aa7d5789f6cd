package io.nodenet.node.core.upkeep;

import io.nodenet.NodenetException;
import io.nodenet.fact.Connected;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.transport.TokenBucket;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Connects to the contacts that matter most and that no dial reaches, through the NATs in between (docs/protocol/08, section 12, [L]).
 *
 * <p>Those are the nearest ones, and one of each part of the network into which there is no other way. A node that can be dialed leaves it to
 * them to dial. Each attempt costs several nodes a few messages, for contacts that may be dead or made up: there are few at a time and few in
 * all, and one contact is tried less and less often. None goes over a relay: upkeep takes up no room that peers need who talk to each other.
 */
public final class Traversals {
    /** The most contacts that are being connected to. */
    static final int MAX_UNDER_WAY = 4;

    /** The nearest contacts to which edges are wanted, whether they can be dialed or not. */
    static final int NEAREST = 8;

    /** The attempts a minute, beyond as many at once as there are nearest contacts. */
    static final int PER_MINUTE = 4;

    /** How long one attempt may take. */
    static final long TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

    /** The time from the first attempt to the next, which doubles with each one. */
    static final long BASE_NANOS = Duration.ofMinutes(1).toNanos();

    static final long MAX_NANOS = Duration.ofMinutes(30).toNanos();

    private final Turn turn;
    private final EdgeTable edges;
    private final KnowledgeTable knowledge;
    private final SelfCoordinates self;
    private final EdgeSource source;
    private final RandomGenerator random;
    private final Redials retries = new Redials(BASE_NANOS, MAX_NANOS);
    private final TokenBucket budget = new TokenBucket(NEAREST, PER_MINUTE / 60.0);
    private final Set<NodeId> underWay = new HashSet<>();

    /** Creates traversals at rest. */
    public Traversals(
            Turn turn,
            EdgeTable edges,
            KnowledgeTable knowledge,
            SelfCoordinates self,
            EdgeSource source,
            RandomGenerator random) {
        this.turn = turn;
        this.edges = edges;
        this.knowledge = knowledge;
        this.self = self;
        this.source = source;
        this.random = random;
    }

    /**
     * Begins what is due.
     *
     * @param unreached tells whether a contact without an edge cannot be dialed, and is to be connected to by this object if by any
     */
    void look(Predicate<KnownContact> unreached) {
        if (edges.isEmpty() || !self.announced().isEmpty()) {
            return;
        }
        long now = turn.nowNanos();
        for (KnownContact contact : wanted(unreached)) {
            if (underWay.size() < MAX_UNDER_WAY
                    && !underWay.contains(contact.id())
                    && retries.mayDial(contact.id(), now)
                    && budget.tryTake(now)) {
                underWay.add(contact.id());
                source.traverse(contact.id(), TIMEOUT_NANOS, new Traversal(contact.id()));
            }
        }
    }

    private Set<KnownContact> wanted(Predicate<KnownContact> unreached) {
        List<KnownContact> known = knowledge.contacts();
        Set<KnownContact> wanted = new LinkedHashSet<>();
        Set<Integer> covered = new HashSet<>();
        edges.edges().forEach(edge -> covered.add(bucketOf(edge.id())));
        for (int i = 0; i < known.size(); i++) {
            KnownContact contact = known.get(i);
            boolean lacking = edges.get(contact.id()) == null && unreached.test(contact);
            if (!lacking) {
                covered.add(bucketOf(contact.id()));
            } else if (i < NEAREST) {
                wanted.add(contact);
            }
        }
        for (KnownContact contact : known) {
            if (covered.add(bucketOf(contact.id()))) {
                wanted.add(contact);
            }
        }
        return wanted;
    }

    private int bucketOf(NodeId id) {
        return edges.self().bucketIndex(id);
    }

    /** Notes that a peer has had an edge for long. Before that each attempt counts as one in vain: the peer may drop every edge at once. */
    void succeeded(NodeId peer) {
        retries.succeeded(peer);
    }

    /** Lets everybody be tried at once, because the network of this node has changed. */
    void reset() {
        retries.reset();
    }

    /** Waits for an edge to one contact. */
    private final class Traversal implements EdgeSource.Asker {
        private final NodeId peer;

        Traversal(NodeId peer) {
            this.peer = peer;
        }

        @Override
        public void onConnected(Connected connected) {
            end();
        }

        @Override
        public void onFailed(NodenetException cause) {
            end();
        }

        private void end() {
            underWay.remove(peer);
            retries.failed(peer, turn.nowNanos(), random);
        }
    }
}
