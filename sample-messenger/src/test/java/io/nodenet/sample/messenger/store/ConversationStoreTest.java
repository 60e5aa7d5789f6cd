package io.nodenet.sample.messenger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.messenger.delivery.Storage;
import io.nodenet.sample.messenger.delivery.TestStorage;
import io.nodenet.sample.messenger.store.Conversation.Sequence;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversationStoreTest {
    private static final NodeId PEER = NodeId.parse("ab".repeat(32));
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_123L);

    private final TestStorage database = new TestStorage();
    private final Storage storage = database.open();
    private final ConversationStore conversations = storage.conversations();

    @BeforeEach
    void enterContact() {
        storage.contacts().insert(PEER, "Peer", ContactState.ACCEPTED, NOW);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Conversation conversation() {
        Contact contact = storage.contacts().find(PEER).orElseThrow();
        return conversations.with(contact);
    }

    @Test
    void ourStreamIsThatOfTheContactFromTheBeginning() {
        Conversation begun = conversation();
        assertThat(begun.outbound()).isEqualTo(new Sequence(NOW.toEpochMilli(), 1));
        assertThat(begun.inbound()).isEqualTo(new Sequence(0, 1));
        conversations.put(begun.withOutboundNext(2));
        assertThat(conversation().outbound()).isEqualTo(new Sequence(NOW.toEpochMilli(), 2));
    }

    @Test
    void unreadMessagesAreCountedUntilTheyAreSeen() {
        conversations.put(conversation().withInbound(new Sequence(7, 3), 2));
        conversations.put(conversation().withInbound(new Sequence(7, 4), 1));
        assertThat(conversations.unread()).containsEntry(PEER, 3);
        assertThat(conversations.clearUnread(PEER)).isTrue();
        assertThat(conversations.clearUnread(PEER)).as("news").isFalse();
        assertThat(conversations.unread()).isEmpty();
        assertThat(conversation().inbound()).isEqualTo(new Sequence(7, 4));
    }

    @Test
    void aRemovedContactTakesItsConversationWithIt() {
        conversations.put(conversation().withInbound(new Sequence(7, 3), 2));
        storage.contacts().delete(PEER);
        assertThat(conversations.unread()).isEmpty();
    }

    @Test
    void readingHoldsNoConnection() {
        conversations.put(conversation().withInbound(new Sequence(7, 3), 2));
        for (int i = 0; i < 3; i++) {
            conversations.unread();
            conversation();
        }
        assertThat(database.connectionsInUse()).isZero();
    }
}
