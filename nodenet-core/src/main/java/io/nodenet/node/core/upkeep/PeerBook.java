package io.nodenet.node.core.upkeep;

import io.nodenet.address.SubnetKey;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Chooses the contacts that a node keeps for its next start, and takes in those of the start before (docs/protocol/08, W-36, [L]).
 *
 * <p>What was kept is hearsay at the next start: it may be dead by then, and is dialed as any other contact. A contact is kept with its
 * key, without which hearsay names no address.
 */
public final class PeerBook {
    /** The most contacts that are kept. */
    public static final int MAX_CONTACTS = 64;

    /** The most addresses of one contact that are kept. */
    public static final int MAX_ENDPOINTS = 2;

    /** The most contacts of one subnet, unless others are not enough. */
    static final int MAX_SUBNET_CONTACTS = 2;

    private final EdgeTable edges;
    private final KnowledgeTable knowledge;
    private final Consumer<Contact> hearsay;
    private final Set<NodeId> remembered = new HashSet<>();
    private List<Contact> kept = List.of();

    /**
     * Creates an empty book.
     *
     * @param hearsay takes what is told of others into the knowledge
     */
    public PeerBook(EdgeTable edges, KnowledgeTable knowledge, Consumer<Contact> hearsay) {
        this.edges = edges;
        this.knowledge = knowledge;
        this.hearsay = hearsay;
    }

    /**
     * Takes what an earlier start kept; to be called before {@link #start}.
     *
     * @param contacts those behind the first {@value #MAX_CONTACTS} are left out
     */
    public void remember(List<Contact> contacts) {
        kept = List.copyOf(contacts.subList(0, Math.min(MAX_CONTACTS, contacts.size())));
    }

    /** Learns what was remembered, once this node knows its own addresses: they decide which others may be dialed. */
    public void start() {
        for (Contact contact : kept) {
            remembered.add(contact.id());
            hearsay.accept(contact);
        }
        kept = List.of();
    }

    /**
     * Returns what to keep: neighbours that this node has dialed, then other neighbours, then contacts that it has verified, then those that
     * it still remembers; of each the ones last known to live, and of many subnets rather than of few.
     *
     * @return at most {@value #MAX_CONTACTS} contacts with a key and with 1 to {@value #MAX_ENDPOINTS} addresses, nearest to this node
     *     first, so that the same ones are the same list
     */
    public List<Contact> contacts() {
        List<KnownContact> known =
                knowledge.contacts().stream().filter(this::isGood).toList();
        List<KnownContact> best = known.stream()
                .sorted(Comparator.comparingInt(this::rank)
                        .thenComparing(Comparator.comparingLong(KnownContact::lastSeenNanos)
                                .reversed()))
                .toList();
        Set<KnownContact> chosen = new LinkedHashSet<>();
        Map<SubnetKey, Integer> subnets = new HashMap<>();
        for (KnownContact contact : best) {
            SubnetKey subnet = SubnetKey.of(contact.endpoints().get(0));
            boolean crowded = subnet != null && subnets.merge(subnet, 1, Integer::sum) > MAX_SUBNET_CONTACTS;
            if (!crowded && chosen.size() < MAX_CONTACTS) {
                chosen.add(contact);
            }
        }
        for (KnownContact contact : best) {
            if (chosen.size() < MAX_CONTACTS) {
                chosen.add(contact);
            }
        }
        return known.stream()
                .filter(chosen::contains)
                .map(contact -> contact.toContact(MAX_ENDPOINTS))
                .toList();
    }

    private boolean isGood(KnownContact contact) {
        return contact.isDialable()
                && contact.key() != null
                && (contact.isVerified() || remembered.contains(contact.id()));
    }

    private int rank(KnownContact contact) {
        Edge edge = edges.get(contact.id());
        if (edge != null) {
            return edge.isOutbound() ? 0 : 1;
        }
        return contact.isVerified() ? 2 : 3;
    }
}
