package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.identity.Ed25519;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routed.ContactListCodec;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;

/**
 * A neighbours answer of a transcript, for the comparison with one that may name other contacts.
 *
 * @param head its target, hop budget, originator, time and nonce
 * @param contacts what it tells, without the X25519 keys, which receivers ignore
 * @param signed whether its signature holds
 */
record RecordedAnswer(String head, List<Contact> contacts, boolean signed) {
    static RecordedAnswer of(String hex) {
        byte[] packet = Vectors.unhex(hex);
        FrameHeader header = new FrameHeader();
        assertThat(FrameCodec.parse(packet, 0, packet.length, header).isOk()).isTrue();
        RoutedMessageView view = new RoutedMessageView();
        assertThat(view.parse(packet, header.payloadOffset(), header.payloadLength())
                        .isOk())
                .isTrue();
        Cursor cursor = new Cursor().reset(packet, view.payloadOffset(), view.payloadLength());
        long nonce = NonceCodec.readNonce(cursor);
        List<Contact> contacts = new ArrayList<>();
        assertThat(ContactListCodec.read(cursor, contacts).isOk()).isTrue();
        String key = Vectors.hex(packet, view.keyOffset(), Ed25519.KEY_LENGTH);
        String head = view.target() + " " + view.ttl() + ' ' + view.avoidCount() + ' ' + key + ' ' + view.sentNanos()
                + ' ' + nonce;
        return new RecordedAnswer(head, contacts, RoutedSigning.verify(view, FrameType.NEIGHBORS));
    }

    /** Fails unless this is an answer to the same question that tells as many contacts, those first that can be dialed (W-15). */
    void assertAtLeastAsGoodAs(RecordedAnswer recorded, NodeId answerer, KnowledgeTable known) {
        assertThat(signed).isTrue();
        assertThat(head).isEqualTo(recorded.head);
        if (told().equals(recorded.told())) {
            return;
        }
        long dialableKnown =
                known.contacts().stream().filter(KnownContact::isDialable).count();
        assertThat(contacts).hasSameSizeAs(recorded.contacts);
        assertThat(isSortedBy(answerer)).isTrue();
        assertThat(dialable()).containsAll(recorded.dialable()).hasSize((int)
                Math.min(contacts.size(), 1 + dialableKnown));
    }

    /** Returns what is told of each contact, in order. */
    private List<String> told() {
        return contacts.stream().map(Contact::toString).toList();
    }

    /** Returns what is told of the contacts that can be dialed, in order. */
    private List<String> dialable() {
        return contacts.stream()
                .filter(contact -> !contact.endpoints().isEmpty())
                .map(Contact::toString)
                .toList();
    }

    /** Returns whether each contact is nearer to an ID than the next one, but for the last, which is the answerer. */
    private boolean isSortedBy(NodeId target) {
        for (int i = 1; i < contacts.size() - 1; i++) {
            if (!target.isCloser(contacts.get(i - 1).id(), contacts.get(i).id())) {
                return false;
            }
        }
        return true;
    }
}
