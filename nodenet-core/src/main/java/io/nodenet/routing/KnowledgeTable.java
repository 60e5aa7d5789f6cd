package io.nodenet.routing;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.SubnetKey;
import io.nodenet.identity.Blake2b256;
import io.nodenet.identity.Ed25519;
import io.nodenet.kad.NodeId;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routed.Contact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The contacts that a node has heard of, by their distance to it (docs/protocol/02, section 9).
 *
 * <p>What is known is kept by how it became known (W-14): hearsay is outvoted by other hearsay and takes nothing else away, the owner's word
 * replaces what the owner said before, and an address that answered a handshake comes first. No address is kept that is longer than
 * {@link #MAX_ENDPOINT_BYTES} or that the predicate of the constructor refuses (W-21).
 *
 * <p>Bounds: {@link #MAX_BUCKET_ENTRIES} entries and {@link #MAX_BUCKET_STAND_INS} stand-ins in each of 256 buckets, which exist once they
 * are needed; {@link #MAX_SUBNET_ENTRIES} entries per subnet and {@link #MAX_SITE_ENTRIES} per IPv6 /48; the addresses of a contact as in
 * {@link KnownContact}. What meets a bound has an {@link Outcome} to be counted by the caller. Times are monotonic nanoseconds. Not
 * thread-safe: belongs to the loop.
 */
public final class KnowledgeTable {
    /** The number of buckets. */
    public static final int BUCKETS = NodeId.BITS;

    /** The most entries of one bucket (K). */
    public static final int MAX_BUCKET_ENTRIES = 20;

    /** The most contacts that wait for an entry of one bucket to die (the replacement cache). */
    public static final int MAX_BUCKET_STAND_INS = 20;

    /** The most entries of the table whose addresses are of one /24 of IPv4, or of one /64 of IPv6. */
    public static final int MAX_SUBNET_ENTRIES = 8;

    /** The most entries of the table whose addresses are of one /48 of IPv6. */
    public static final int MAX_SITE_ENTRIES = 16;

    /** The most bytes of an address's family, and of its text. */
    public static final int MAX_ENDPOINT_BYTES = 64;

    /** With fewer entries, addresses that are told once are believed: a newcomer has to begin with somebody. */
    static final int FEW_ENTRIES = 40;

    private static final int EXCHANGE_KEY_LENGTH = 32;

    /** What became of a contact that was observed. */
    public enum Outcome {
        /** It is this node itself. */
        SELF,
        /** The key does not hash to the ID; nothing was touched. */
        KEY_MISMATCH,
        /** A newcomer without a key, in a network with a difficulty. */
        KEYLESS,
        /** A newcomer whose ID does not satisfy the difficulty. */
        PROOF_OF_WORK,
        /** A newcomer whose subnet, or IPv6 /48, has as many entries as it may have. */
        SUBNET_FULL,
        /** A newcomer that is an entry now. */
        INSERTED,
        /** An entry already: what is new was learned, as far as the source is trusted and the subnet has room. */
        REFRESHED,
        /**
         * A newcomer whose bucket is full: it stands in for entries that die, unless there are better ones enough. A probe of
         * {@link #evictionCandidate} is wanted.
         */
        BUCKET_FULL
    }

    private final NodeId self;
    private final int difficulty;
    private final boolean subnetsCount;
    private final Map<ContactSource, Predicate<Endpoint>> acceptable = new EnumMap<>(ContactSource.class);
    private final @Nullable Bucket[] buckets = new Bucket[BUCKETS];
    private final SubnetCounts subnets = new SubnetCounts();
    private final Blake2b256 hash = new Blake2b256();
    private final byte[] digest = new byte[Blake2b256.LENGTH];
    private int size;

    /**
     * Creates an empty table that keeps the addresses that {@link EndpointFilter} permits to a node that is not bound to loopback, or all
     * of them if subnets do not count.
     *
     * @param difficulty the leading zero bits that newcomers need
     * @param subnetsCount whether subnets have caps: false on transports without IP addresses
     */
    public KnowledgeTable(NodeId self, int difficulty, boolean subnetsCount) {
        this(self, difficulty, subnetsCount, subnetsCount ? new EndpointFilter(false)::permits : endpoint -> true);
    }

    /**
     * Creates an empty table that keeps the same addresses from whatever source.
     *
     * @param difficulty the leading zero bits that newcomers need
     * @param subnetsCount whether subnets have caps: false on transports without IP addresses
     * @param acceptable tells which addresses may be kept
     */
    public KnowledgeTable(NodeId self, int difficulty, boolean subnetsCount, Predicate<Endpoint> acceptable) {
        this(self, difficulty, subnetsCount, (endpoint, source) -> acceptable.test(endpoint));
    }

    /**
     * Creates an empty table.
     *
     * @param difficulty the leading zero bits that newcomers need
     * @param subnetsCount whether subnets have caps: false on transports without IP addresses
     * @param acceptable tells which addresses may be kept of a source; on IP transports literals, and private ones if of use from here
     */
    public KnowledgeTable(
            NodeId self, int difficulty, boolean subnetsCount, BiPredicate<Endpoint, ContactSource> acceptable) {
        this.self = self;
        this.difficulty = difficulty;
        this.subnetsCount = subnetsCount;
        for (ContactSource source : ContactSource.values()) {
            this.acceptable.put(
                    source,
                    endpoint -> !endpoint.isEmpty()
                            && endpoint.textLength() <= MAX_ENDPOINT_BYTES
                            && endpoint.familyLength() <= MAX_ENDPOINT_BYTES
                            && acceptable.test(endpoint, source));
        }
    }

    /**
     * Learns of a contact.
     *
     * <p>Of {@link ContactSource#HEARSAY}, an entry gets up to {@link KnownContact#MAX_HEARSAY_ENDPOINTS} addresses, as far as most tellings
     * agree on them, and the key if it was unknown: no other one hashes to the ID. Addresses without a key are ignored. An
     * {@link ContactSource#OWNER} replaces its addresses and its capability bits, each unless it names none. Of
     * {@link ContactSource#HANDSHAKE}, the first address is taken and must be the one that answered; a key is not needed, because the
     * handshake proved the ID. An address change into a full subnet is refused, and all else is learned.
     *
     * <p>Allocates nothing for what is known already, nor for a newcomer that is refused for lack of a key or of work, but for what the
     * hash of its key takes.
     *
     * @param contact untrusted; its key is not copied and must not be changed
     */
    public Outcome observe(Contact contact, ContactSource source, long nowNanos) {
        NodeId id = contact.id();
        if (id.equals(self)) {
            return Outcome.SELF;
        }
        int index = self.bucketIndex(id);
        Bucket bucket = buckets[index];
        KnownContact entry = bucket == null ? null : bucket.entry(id);
        KnownContact standIn = bucket == null || entry != null ? null : bucket.standIn(id);
        if (!isGenuine(contact, entry == null ? standIn : entry)) {
            return Outcome.KEY_MISMATCH;
        }
        if (bucket != null && entry != null) {
            refresh(bucket, entry, contact, source, nowNanos);
            return Outcome.REFRESHED;
        }
        if (difficulty > 0 && contact.key() == null && source != ContactSource.HANDSHAKE) {
            return Outcome.KEYLESS;
        }
        if (!ProofOfWork.satisfies(id, difficulty)) {
            return Outcome.PROOF_OF_WORK;
        }
        KnownAddresses before = standIn == null ? KnownAddresses.NONE : standIn.addresses();
        KnownAddresses after = told(contact, source, before, size < FEW_ENTRIES);
        SubnetKey subnet = subnetOf(after);
        if (after != before && !subnets.hasRoom(subnet)) {
            return Outcome.SUBNET_FULL;
        }
        KnownContact learned = standIn == null ? new KnownContact(id, nowNanos) : standIn;
        learned.setAddresses(after, subnet);
        learned.learn(contact, source, nowNanos);
        if (bucket == null) {
            bucket = new Bucket();
            buckets[index] = bucket;
        }
        if (!bucket.isFull()) {
            insert(bucket, learned);
            return Outcome.INSERTED;
        }
        if (standIn == null || source != ContactSource.HEARSAY) {
            bucket.stash(learned);
        }
        return Outcome.BUCKET_FULL;
    }

    private void refresh(Bucket bucket, KnownContact entry, Contact contact, ContactSource source, long nowNanos) {
        move(entry, told(contact, source, entry.addresses(), size < FEW_ENTRIES && !entry.isVerified()));
        entry.learn(contact, source, nowNanos);
        if (source != ContactSource.HEARSAY) {
            bucket.touch(entry);
        }
    }

    private boolean isGenuine(Contact contact, @Nullable KnownContact known) {
        byte[] key = contact.key();
        if (key == null) {
            return true;
        }
        if (key.length != Ed25519.KEY_LENGTH) {
            return false;
        }
        byte[] proven = known == null ? null : known.key();
        if (proven != null) {
            return Arrays.equals(proven, key);
        }
        hash.update(key).digest(digest, 0);
        return contact.id().matches(digest, 0);
    }

    /** Returns what is known once this is told, too: nothing else of hearsay without a key. */
    private KnownAddresses told(Contact contact, ContactSource source, KnownAddresses before, boolean eager) {
        return source == ContactSource.HEARSAY && contact.key() == null
                ? before
                : before.with(contact.endpoints(), source, Objects.requireNonNull(acceptable.get(source)), eager);
    }

    private @Nullable SubnetKey subnetOf(KnownAddresses addresses) {
        return subnetsCount ? addresses.subnet() : null;
    }

    private void insert(Bucket bucket, KnownContact contact) {
        bucket.add(contact);
        subnets.add(contact.subnet());
        size++;
    }

    /** Removes an entry and returns the stand-in that takes its place, null if there is none whose subnet has room. */
    private @Nullable KnownContact replace(Bucket bucket, KnownContact entry) {
        bucket.remove(entry);
        subnets.remove(entry.subnet());
        size--;
        KnownContact standIn = bucket.takeStandIn();
        while (standIn != null && !subnets.hasRoom(standIn.subnet())) {
            standIn = bucket.takeStandIn();
        }
        if (standIn != null) {
            insert(bucket, standIn);
        }
        return standIn;
    }

    /** Returns the entry of a NodeID, null if there is none; stand-ins are none. */
    public @Nullable KnownContact get(NodeId id) {
        Bucket bucket = bucketOf(id);
        return bucket == null ? null : bucket.entry(id);
    }

    /**
     * Returns the entry to probe for a newcomer whose bucket is full: one that was never verified (W-39), else the least recently seen.
     *
     * @return null if the bucket of the newcomer is not full, or the newcomer an entry
     */
    public @Nullable KnownContact evictionCandidate(NodeId newcomer) {
        Bucket bucket = bucketOf(newcomer);
        return bucket == null || !bucket.isFull() || bucket.entry(newcomer) != null ? null : bucket.leastUseful();
    }

    /**
     * Takes in the result of a probe, or of an edge that is there: an entry that lives is verified and most recently seen, a dead one is
     * removed as by {@link #remove}. Does nothing about others.
     */
    public void confirm(NodeId id, boolean alive, long nowNanos) {
        Bucket bucket = bucketOf(id);
        KnownContact entry = bucket == null ? null : bucket.entry(id);
        if (bucket == null || entry == null) {
            return;
        }
        if (alive) {
            entry.confirm(nowNanos);
            bucket.touch(entry);
        } else {
            replace(bucket, entry);
        }
    }

    /**
     * Removes a contact, entry or stand-in.
     *
     * @return the stand-in that took its place, null if none did
     */
    public @Nullable KnownContact remove(NodeId id) {
        Bucket bucket = bucketOf(id);
        if (bucket == null) {
            return null;
        }
        KnownContact entry = bucket.entry(id);
        if (entry != null) {
            return replace(bucket, entry);
        }
        KnownContact standIn = bucket.standIn(id);
        if (standIn != null) {
            bucket.removeStandIn(standIn);
        }
        return null;
    }

    /** Notes that none of the addresses of an entry has answered; what is known of them by hearsay may be a lie. */
    public void unreached(NodeId id) {
        KnownContact entry = get(id);
        if (entry != null) {
            move(entry, entry.addresses().unreached());
        }
    }

    /** Takes all addresses of an entry away. */
    public void withdraw(NodeId id) {
        KnownContact entry = get(id);
        if (entry != null) {
            move(entry, KnownAddresses.NONE);
        }
    }

    private void move(KnownContact entry, KnownAddresses next) {
        if (next != entry.addresses() && subnets.move(entry.subnet(), subnetOf(next))) {
            entry.setAddresses(next, subnetOf(next));
        }
    }

    /** Returns whether one more entry may count for a subnet once one that counts for another, null for none, has gone. */
    public boolean hasRoom(SubnetKey subnet, @Nullable SubnetKey gone) {
        return !subnetsCount || subnets.hasRoom(subnet, gone);
    }

    /** Notes the capability bits that an entry names over its own connection, none included: it may have ceased to relay. */
    public void setCapabilities(NodeId id, int capabilities) {
        KnownContact entry = get(id);
        if (entry != null) {
            entry.setCapabilities(capabilities);
        }
    }

    /**
     * Notes the X25519 key of an entry or a stand-in, after a verified hello or reply; the only way in for such keys. Does nothing about
     * others.
     *
     * @param x25519Key not copied, must not be changed
     * @throws IllegalArgumentException if the key has not 32 bytes
     */
    public void bindExchangeKey(NodeId id, byte[] x25519Key) {
        if (x25519Key.length != EXCHANGE_KEY_LENGTH) {
            throw new IllegalArgumentException("An X25519 key has 32 bytes, not " + x25519Key.length);
        }
        Bucket bucket = bucketOf(id);
        KnownContact entry = bucket == null ? null : bucket.entry(id);
        KnownContact known = bucket == null || entry != null ? entry : bucket.standIn(id);
        if (known != null) {
            known.bind(x25519Key);
        }
    }

    /**
     * Finds the entries nearest to a target that a filter lets pass. Allocates nothing.
     *
     * @param into gets them, nearest first, as many as it has room for; what is behind them is left as it was
     * @return how many there are
     */
    public int closest(NodeId target, Predicate<KnownContact> filter, KnownContact[] into) {
        // what shares the most bits with the target: the bucket that the target falls into, then all nearer to this
        // node, then outwards
        int own = Math.min(self.commonPrefixLength(target), BUCKETS - 1);
        int found = nearest(own, target, filter, into, 0);
        if (found < into.length) {
            for (int index = own + 1; index < BUCKETS; index++) {
                found = nearest(index, target, filter, into, found);
            }
        }
        for (int index = own - 1; index >= 0 && found < into.length; index--) {
            found = nearest(index, target, filter, into, found);
        }
        return found;
    }

    private int nearest(int index, NodeId target, Predicate<KnownContact> filter, KnownContact[] into, int found) {
        Bucket bucket = buckets[index];
        int count = found;
        for (int i = 0; bucket != null && i < bucket.size(); i++) {
            KnownContact contact = bucket.at(i);
            boolean full = count == into.length;
            if ((full && (count == 0 || !target.isCloser(contact.id(), into[count - 1].id())))
                    || !filter.test(contact)) {
                continue;
            }
            int at = full ? count - 1 : count++;
            while (at > 0 && target.isCloser(contact.id(), into[at - 1].id())) {
                into[at] = into[at - 1];
                at--;
            }
            into[at] = contact;
        }
        return count;
    }

    /**
     * Chooses what to look up next, so that no part of the table grows old: a random ID of the bucket that was chosen longest ago, of
     * several the farthest one, and notes that it was chosen now.
     *
     * @param staleAfterNanos how long a bucket that was chosen is left alone
     * @return null if no bucket with entries is that old
     */
    public @Nullable NodeId refreshTarget(long nowNanos, long staleAfterNanos, RandomGenerator random) {
        Bucket stalest = null;
        int index = -1;
        for (int i = 0; i < BUCKETS; i++) {
            Bucket bucket = buckets[i];
            if (bucket != null
                    && bucket.size() > 0
                    && bucket.isStale(nowNanos, staleAfterNanos)
                    && (stalest == null || bucket.isStalerThan(stalest))) {
                stalest = bucket;
                index = i;
            }
        }
        if (stalest == null) {
            return null;
        }
        stalest.markRefreshed(nowNanos);
        return randomId(index, random);
    }

    /** Returns a random ID that shares exactly {@code prefix} leading bits with this node. */
    public NodeId randomId(int prefix, RandomGenerator random) {
        byte[] own = self.toBytes();
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        int whole = prefix / Byte.SIZE;
        int high = 0xff00 >>> prefix % Byte.SIZE; // the bits of the next byte that are shared
        int differing = 0x80 >>> prefix % Byte.SIZE;
        System.arraycopy(own, 0, id, 0, whole);
        id[whole] = (byte) (own[whole] & high | ~own[whole] & differing | id[whole] & ~high & ~differing);
        return NodeId.of(id);
    }

    /** Returns the number of entries. */
    public int size() {
        return size;
    }

    /** Returns the number of buckets that have an entry. */
    public int populatedBuckets() {
        int populated = 0;
        for (int i = 0; i < BUCKETS; i++) {
            populated += bucketSize(i) > 0 ? 1 : 0;
        }
        return populated;
    }

    /**
     * Returns the number of entries of a bucket.
     *
     * @param bucket the number of leading bits that its IDs share with this node's, 0 to 255
     */
    public int bucketSize(int bucket) {
        Bucket found = buckets[bucket];
        return found == null ? 0 : found.size();
    }

    /** Returns the entries of a bucket as a new list, most recently seen first. */
    public List<KnownContact> bucket(int bucket) {
        Bucket found = buckets[bucket];
        return found == null ? List.of() : found.entries();
    }

    /** Returns the stand-ins of a bucket as a new list, in the order in which they become entries. */
    List<KnownContact> standIns(int bucket) {
        Bucket found = buckets[bucket];
        return found == null ? List.of() : found.standIns();
    }

    /** Returns all entries as a new list, nearest to this node first. */
    public List<KnownContact> contacts() {
        List<KnownContact> contacts = new ArrayList<>(size);
        for (int i = BUCKETS - 1; i >= 0; i--) {
            Bucket bucket = buckets[i];
            if (bucket != null && bucket.size() > 0) {
                int from = contacts.size();
                contacts.addAll(bucket.entries());
                contacts.subList(from, contacts.size())
                        .sort((one, other) -> self.compareDistance(one.id(), other.id()));
            }
        }
        return contacts;
    }

    SubnetCounts subnets() {
        return subnets;
    }

    private @Nullable Bucket bucketOf(NodeId id) {
        return id.equals(self) ? null : buckets[self.bucketIndex(id)];
    }
}
