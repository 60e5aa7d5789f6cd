package io.nodenet.routing;

import io.nodenet.kad.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contacts of one distance: its entries, most recently seen first, and while it is full, stand-ins for entries that die.
 *
 * <p>Among the stand-ins the verified ones come first, each kind from the most recently seen: gossip does not push out what proved that
 * it exists. An ID is an entry or a stand-in, never both. Not thread-safe.
 */
final class Bucket {
    private static final int INITIAL_ENTRIES = 4;

    private final List<KnownContact> entries = new ArrayList<>(INITIAL_ENTRIES);
    private final List<KnownContact> standIns = new ArrayList<>(0);
    private boolean refreshed;
    private long refreshedNanos;

    int size() {
        return entries.size();
    }

    boolean isFull() {
        return entries.size() >= KnowledgeTable.MAX_BUCKET_ENTRIES;
    }

    KnownContact at(int rank) {
        return entries.get(rank);
    }

    List<KnownContact> entries() {
        return List.copyOf(entries);
    }

    List<KnownContact> standIns() {
        return List.copyOf(standIns);
    }

    @Nullable
    KnownContact entry(NodeId id) {
        return find(entries, id);
    }

    @Nullable
    KnownContact standIn(NodeId id) {
        return find(standIns, id);
    }

    /** Adds an entry in front; the bucket must not be full. */
    void add(KnownContact contact) {
        entries.add(0, contact);
    }

    /** Moves an entry to the front. */
    void touch(KnownContact entry) {
        int at = entries.indexOf(entry);
        if (at > 0) {
            entries.remove(at);
            entries.add(0, entry);
        }
    }

    void remove(KnownContact entry) {
        entries.remove(entry);
    }

    void removeStandIn(KnownContact standIn) {
        standIns.remove(standIn);
    }

    /** Puts a contact in front of the stand-ins of its kind; beyond the maximum, the last one falls off. */
    void stash(KnownContact contact) {
        standIns.remove(contact);
        int at = 0;
        while (!contact.isVerified() && at < standIns.size() && standIns.get(at).isVerified()) {
            at++;
        }
        standIns.add(at, contact);
        if (standIns.size() > KnowledgeTable.MAX_BUCKET_STAND_INS) {
            standIns.remove(standIns.size() - 1);
        }
    }

    /** Takes the first stand-in, null if there is none. */
    @Nullable
    KnownContact takeStandIn() {
        return standIns.isEmpty() ? null : standIns.remove(0);
    }

    /** Returns the entry that is to go first: one that was never verified, else the least recently seen; null if there is none. */
    @Nullable
    KnownContact leastUseful() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (!entries.get(i).isVerified()) {
                return entries.get(i);
            }
        }
        return entries.isEmpty() ? null : entries.get(entries.size() - 1);
    }

    /** Returns whether the last refresh is at least so long ago; a bucket that never had one is stale. */
    boolean isStale(long nowNanos, long staleAfterNanos) {
        return !refreshed || nowNanos - refreshedNanos >= staleAfterNanos;
    }

    /** Returns whether the last refresh is longer ago than that of another bucket. */
    boolean isStalerThan(Bucket other) {
        return other.refreshed && (!refreshed || refreshedNanos - other.refreshedNanos < 0);
    }

    void markRefreshed(long nowNanos) {
        refreshed = true;
        refreshedNanos = nowNanos;
    }

    private static @Nullable KnownContact find(List<KnownContact> contacts, NodeId id) {
        for (int i = 0; i < contacts.size(); i++) {
            KnownContact contact = contacts.get(i);
            if (contact.id().equals(id)) {
                return contact;
            }
        }
        return null;
    }
}
