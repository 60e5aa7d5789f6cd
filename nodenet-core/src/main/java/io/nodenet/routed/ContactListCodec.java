package io.nodenet.routed;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import io.nodenet.wire.Varint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes lists of contacts (docs/protocol/02, section 2, [C]).
 *
 * <pre>
 * list    = count 1+ | contact*
 * contact = id 32 | ed_pub 32 (zero if unknown) | x_pub 32 (ignored) | caps 4 | addresses
 * </pre>
 *
 * <p>A list that breaks a limit is refused as a whole, before anything is allocated for what it declares.
 */
public final class ContactListCodec {
    /** The most contacts in one list: 16 and the answerer. */
    public static final int MAX_CONTACTS = 17;

    /** The most addresses over all contacts of one list. */
    public static final int MAX_ADDRESSES = 256;

    /** The fewest bytes that a contact takes. */
    public static final int MIN_CONTACT_LENGTH = 3 * 32 + Integer.BYTES + 1;

    private static final byte[] ZERO_KEY = new byte[32];

    private ContactListCodec() {}

    /**
     * Reads a list that must fill the rest of the cursor.
     *
     * @param into gets the contacts if the list is accepted, else nothing
     * @return {@link Outcome#OK} or {@link Outcome#SHORT_BUFFER}
     */
    public static Outcome read(Cursor cursor, List<? super Contact> into) {
        int count = cursor.count(MIN_CONTACT_LENGTH);
        if (count > MAX_CONTACTS) {
            return Outcome.SHORT_BUFFER;
        }
        List<Contact> contacts = new ArrayList<>(count);
        int addresses = 0;
        for (int i = 0; i < count && !cursor.failed(); i++) {
            NodeId id = cursor.nodeId();
            byte[] key = cursor.bytes(32);
            cursor.skip(32);
            int capabilities = cursor.u32();
            int endpoints = cursor.count(AddressCodec.MIN_LENGTH);
            addresses += endpoints;
            if (addresses > MAX_ADDRESSES) {
                return Outcome.SHORT_BUFFER;
            }
            contacts.add(new Contact(id, known(key), capabilities, readEndpoints(cursor, endpoints)));
        }
        if (!cursor.isCleanEnd()) {
            return Outcome.SHORT_BUFFER;
        }
        into.addAll(contacts);
        return Outcome.OK;
    }

    /**
     * Appends a list.
     *
     * @param out owned by the caller; grows as far as it may
     * @throws IllegalArgumentException if there are more contacts or addresses than a list may have
     * @throws IndexOutOfBoundsException if the buffer may not grow as far as the list needs; a part of it was written then
     */
    public static void write(List<Contact> contacts, ByteBuf out) {
        int addresses = contacts.stream()
                .mapToInt(contact -> contact.endpoints().size())
                .sum();
        if (contacts.size() > MAX_CONTACTS || addresses > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    contacts.size() + " contacts with " + addresses + " addresses are too many");
        }
        writeCount(contacts.size(), out);
        for (Contact contact : contacts) {
            writeContact(contact, contact.endpoints().size(), out);
        }
    }

    /** Begins a list; as many contacts must be written behind it, at most {@link #MAX_CONTACTS}. */
    public static void writeCount(int contacts, ByteBuf out) {
        Varint.write(contacts, out);
    }

    /** Appends one contact of a list, with its first addresses. Allocates nothing unless the buffer grows. */
    public static void writeContact(Contact contact, int maxEndpoints, ByteBuf out) {
        writeContact(contact.id(), contact.key(), contact.capabilities(), contact.endpoints(), maxEndpoints, out);
    }

    /** Appends one contact of a list by its parts; as {@link #writeContact(Contact, int, ByteBuf)}. */
    public static void writeContact(
            NodeId id,
            byte @Nullable [] key,
            int capabilities,
            List<Endpoint> endpoints,
            int maxEndpoints,
            ByteBuf out) {
        for (int i = 0; i < NodeId.LENGTH / Long.BYTES; i++) {
            out.writeLong(id.word(i));
        }
        out.writeBytes(key == null ? ZERO_KEY : key).writeBytes(ZERO_KEY).writeInt(capabilities);
        int count = Math.min(maxEndpoints, endpoints.size());
        Varint.write(count, out);
        for (int i = 0; i < count; i++) {
            Endpoint endpoint = endpoints.get(i);
            AddressCodec.write(endpoint, out.ensureWritable(AddressCodec.length(endpoint)));
        }
    }

    private static List<Endpoint> readEndpoints(Cursor cursor, int count) {
        List<Endpoint> endpoints = new ArrayList<>(count);
        for (int i = 0; i < count && !cursor.failed(); i++) {
            endpoints.add(AddressCodec.read(cursor));
        }
        return endpoints;
    }

    private static byte @Nullable [] known(byte[] key) {
        return Arrays.equals(key, ZERO_KEY) ? null : key;
    }
}
