package io.nodenet.routing;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.KeyHash;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes contacts whose keys hash to their IDs, the same ones in every run. */
final class Contacts {
    static final NodeId SELF = NodeId.parse("5".repeat(64));

    private final SplittableRandom random;

    Contacts(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Makes a contact at addresses of the family {@code quic}. */
    Contact at(String... texts) {
        return make(id -> true, texts);
    }

    /** Makes a contact of one bucket of the table of {@link #SELF}; a large index takes long. */
    Contact inBucket(int bucket, String... texts) {
        return make(id -> SELF.bucketIndex(id) == bucket, texts);
    }

    /** Makes a contact whose ID has exactly so many leading zero bits. */
    Contact withZeros(int bits, String... texts) {
        return make(id -> id.leadingZeroBits() == bits, texts);
    }

    private Contact make(Predicate<NodeId> wanted, String... texts) {
        byte[] key = new byte[32];
        NodeId id;
        do {
            random.nextBytes(key);
            id = KeyHash.nodeIdOf(key);
        } while (!wanted.test(id));
        return new Contact(id, key, 0, endpoints(texts));
    }

    static Contact keyless(Contact contact) {
        return new Contact(contact.id(), null, contact.capabilities(), contact.endpoints());
    }

    /** Tells the same of another place. */
    static Contact moved(Contact contact, String... texts) {
        return new Contact(contact.id(), contact.key(), contact.capabilities(), endpoints(texts));
    }

    static Contact able(Contact contact, int capabilities) {
        return new Contact(contact.id(), contact.key(), capabilities, contact.endpoints());
    }

    static List<Endpoint> endpoints(String... texts) {
        return Stream.of(texts).map(Endpoint::quic).toList();
    }
}
