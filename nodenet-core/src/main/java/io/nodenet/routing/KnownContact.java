package io.nodenet.routing;

import io.nodenet.address.Endpoint;
import io.nodenet.address.SubnetKey;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of another one: its key, its capability bits, and where it may be reached (docs/protocol/02, section 9).
 *
 * <p>Read by everybody on the loop, changed by the {@link KnowledgeTable} alone. Not thread-safe.
 */
public final class KnownContact {
    /** The most addresses of one contact. */
    public static final int MAX_ENDPOINTS = 8;

    /** The most addresses of one contact that are known by hearsay, those included that are not believed yet. */
    public static final int MAX_HEARSAY_ENDPOINTS = 4;

    /** The most addresses of one contact that count as proven by a handshake; the latest stay. */
    public static final int MAX_PROVEN_ENDPOINTS = 2;

    private final NodeId id;
    private byte @Nullable [] key;
    private byte @Nullable [] exchangeKey;
    private int capabilities;
    private boolean verified;
    private long lastSeenNanos;
    private KnownAddresses addresses = KnownAddresses.NONE;
    private @Nullable SubnetKey subnet;

    KnownContact(NodeId id, long nowNanos) {
        this.id = id;
        this.lastSeenNanos = nowNanos;
    }

    /** Returns whom this is about. */
    public NodeId id() {
        return id;
    }

    /** Returns the 32-byte Ed25519 key, which hashes to the ID, or null if it is unknown; not copied, must not be changed. */
    public byte @Nullable [] key() {
        return key;
    }

    /** Returns the 32-byte X25519 key that was bound, or null; not copied, must not be changed. */
    public byte @Nullable [] exchangeKey() {
        return exchangeKey;
    }

    /** Returns the capability bits that the owner told last, 0 if it never did; those of hearsay are ignored. */
    public int capabilities() {
        return capabilities;
    }

    /**
     * Returns where the contact may be reached, best first: proven by a handshake, then claimed by the owner, then hearsay from the oldest
     * to the latest. At most {@link #MAX_ENDPOINTS}, no duplicates, immutable.
     */
    public List<Endpoint> endpoints() {
        return addresses.all();
    }

    /** Returns those of the addresses at which a handshake has proven the contact to be, the latest first; immutable. */
    public List<Endpoint> provenEndpoints() {
        return addresses.proven();
    }

    /** Returns those of the addresses that others may be told, best first: not hearsay that was told once; immutable. */
    public List<Endpoint> endpointsToTell() {
        return addresses.toTell();
    }

    /**
     * Returns those of {@link #endpointsToTell} that mean the same wherever they are told, best first: no private ones, none of one host or one
     * link alone; immutable.
     */
    public List<Endpoint> endpointsToTellBeyondSite() {
        return addresses.toTellBeyondSite();
    }

    /** Returns the subnet that this contact counts for, that of its first address that has one; null if none. */
    public @Nullable SubnetKey subnet() {
        return subnet;
    }

    /** Returns whether there is an address. */
    public boolean isDialable() {
        return !endpoints().isEmpty();
    }

    /** Returns whether a handshake or the owner's signature ever proved that the contact exists. */
    public boolean isVerified() {
        return verified;
    }

    /**
     * Returns when the contact was last known to live, in monotonic nanoseconds: its owner's word, a handshake, or a probe. Gossip does not
     * count; of one that is not verified, it is when it was first told.
     */
    public long lastSeenNanos() {
        return lastSeenNanos;
    }

    /**
     * Returns what is told to others.
     *
     * @param maxEndpoints the most addresses, of which the best are taken
     */
    public Contact toContact(int maxEndpoints) {
        List<Endpoint> endpoints = endpoints();
        return new Contact(
                id, key, capabilities, endpoints.subList(0, Math.max(0, Math.min(maxEndpoints, endpoints.size()))));
    }

    KnownAddresses addresses() {
        return addresses;
    }

    void setAddresses(KnownAddresses next, @Nullable SubnetKey nextSubnet) {
        addresses = next;
        subnet = nextSubnet;
    }

    /** Takes in all but the addresses; the key was found genuine. */
    void learn(Contact contact, ContactSource source, long nowNanos) {
        if (key == null) {
            key = contact.key();
        }
        if (source == ContactSource.OWNER && contact.capabilities() != 0) {
            capabilities = contact.capabilities();
        }
        if (source != ContactSource.HEARSAY) {
            confirm(nowNanos);
        }
    }

    void confirm(long nowNanos) {
        verified = true;
        lastSeenNanos = nowNanos;
    }

    void setCapabilities(int bits) {
        capabilities = bits;
    }

    void bind(byte[] x25519Key) {
        exchangeKey = x25519Key;
    }

    @Override
    public String toString() {
        return toContact(MAX_ENDPOINTS) + (verified ? "" : " by hearsay");
    }
}
