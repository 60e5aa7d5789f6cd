package io.nodenet.sample.messenger.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.messenger.delivery.Storage;
import io.nodenet.sample.messenger.delivery.TestStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageStoreTest {
    private static final NodeId PEER = NodeId.parse("ab".repeat(32));
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");

    private final TestStorage database = new TestStorage();
    private final Storage storage = database.open();
    private final MessageStore messages = storage.messages();

    @BeforeEach
    void enterContact() {
        storage.contacts().insert(PEER, "Peer", ContactState.ACCEPTED, NOW);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void append(MessageState state, long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            messages.append(PEER, state, UUID.randomUUID(), sequence, "text " + sequence, NOW);
        }
    }

    @Test
    void aMessageComesBackAsItWasStored() {
        UUID id = UUID.randomUUID();
        messages.append(PEER, MessageState.QUEUED, id, 1, "gr\u00fc\u00dfe \ud83d\ude00", NOW);
        ChatMessage stored = messages.findOutgoing(PEER, id).orElseThrow();
        assertThat(stored.text()).isEqualTo("gr\u00fc\u00dfe \ud83d\ude00");
        assertThat(stored.writtenAt()).isEqualTo(NOW);
        assertThat(stored.state()).isEqualTo(MessageState.QUEUED);
        assertThat(stored.acknowledgedAt()).isNull();
    }

    @Test
    void theHistoryIsReadPageByPageOldestFirst() {
        append(MessageState.RECEIVED, 1, 10);
        List<ChatMessage> newest = messages.before(PEER, Long.MAX_VALUE, 4);
        assertThat(newest).extracting(ChatMessage::sequence).containsExactly(7L, 8L, 9L, 10L);
        assertThat(messages.before(PEER, newest.get(0).position(), 100))
                .extracting(ChatMessage::sequence)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void changesAreReadInTheirOrderAndWithoutAGapWhateverThePage() {
        append(MessageState.QUEUED, 1, 10);
        long start = messages.lastRevision(PEER);
        messages.markSent(PEER, List.of(1L, 2L, 3L, 4L, 5L));
        messages.markAcknowledged(PEER, 3, NOW);
        List<String> seen = new ArrayList<>();
        long since = start;
        List<ChatMessage> page = messages.changedSince(PEER, since, 1);
        while (!page.isEmpty()) {
            page.forEach(message -> seen.add(message.sequence() + " " + message.state()));
            since = page.get(page.size() - 1).revision();
            page = messages.changedSince(PEER, since, 1);
        }
        assertThat(seen).containsExactly("4 SENT", "5 SENT", "1 ACKNOWLEDGED", "2 ACKNOWLEDGED", "3 ACKNOWLEDGED");
    }

    @Test
    void revisionsGoOnAfterARestart() {
        append(MessageState.QUEUED, 1, 3);
        long last = messages.lastRevision(PEER);
        MessageStore again = database.open().messages();
        again.append(PEER, MessageState.QUEUED, UUID.randomUUID(), 4, "later", NOW);
        assertThat(again.lastRevision(PEER)).isGreaterThan(last);
    }

    @Test
    void anAcknowledgedMessageIsNotMarkedAsSentAfterwards() {
        append(MessageState.QUEUED, 1, 1);
        messages.markAcknowledged(PEER, 1, NOW);
        messages.markSent(PEER, List.of(1L));
        assertThat(messages.outgoing(PEER, 1, 1))
                .extracting(ChatMessage::state)
                .containsExactly(MessageState.ACKNOWLEDGED);
    }

    @Test
    void theOldestAreForgottenButForThoseUnderWay() {
        append(MessageState.QUEUED, 1, 2);
        append(MessageState.RECEIVED, 1, 20);
        messages.prune(PEER, 5);
        assertThat(messages.before(PEER, Long.MAX_VALUE, 100))
                .extracting(ChatMessage::text)
                .containsExactly("text 1", "text 2", "text 16", "text 17", "text 18", "text 19", "text 20");
        assertThat(messages.firstUnacknowledged(PEER)).contains(1L);
    }

    @Test
    void aChatWithFewMessagesLosesNone() {
        append(MessageState.RECEIVED, 1, 5);
        messages.prune(PEER, 5);
        assertThat(messages.before(PEER, Long.MAX_VALUE, 100)).hasSize(5);
    }
}
