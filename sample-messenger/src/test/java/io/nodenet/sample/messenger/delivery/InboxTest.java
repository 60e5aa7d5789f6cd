package io.nodenet.sample.messenger.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.messenger.envelope.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

class InboxTest {
    private static final NodeId SENDER = NodeId.parse("01".repeat(NodeId.LENGTH));
    private static final long STREAM = 7;

    private final TestStorage database = new TestStorage();
    private final Storage storage = database.open();
    private final List<String> log = new ArrayList<>();
    private final DropCounters<DropReason> drops = new DropCounters<>(DropReason.class);
    private boolean commitFails;

    /** Runs the body, then either commits it or takes it back, as a database that fails at the commit does. */
    private final TransactionOperations transactions = new TransactionOperations() {
        @Override
        public <T> T execute(TransactionCallback<T> action) {
            T result = storage.transactions().execute(status -> {
                T inner = action.doInTransaction(status);
                if (commitFails) {
                    status.setRollbackOnly();
                }
                return inner;
            });
            if (commitFails) {
                throw new TransactionSystemException("The commit failed on purpose");
            }
            log.add("commit");
            return result;
        }
    };

    private final Inbox inbox = new Inbox(
            new Storage(storage.contacts(), storage.conversations(), storage.messages(), transactions),
            (to, envelope) -> log.add(String.valueOf(envelope)),
            new Changes() {
                @Override
                public void contacts() {
                    log.add("contacts");
                }

                @Override
                public void chat(NodeId contact) {
                    log.add("chat");
                }
            },
            drops,
            Limits.DEFAULT);

    InboxTest() {
        storage.contacts().insert(SENDER, "Sender", ContactState.ACCEPTED, Instant.EPOCH);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Contact contact() {
        return storage.contacts().find(SENDER).orElseThrow();
    }

    private static Envelope.Message message(long sequence) {
        return new Envelope.Message(UUID.randomUUID(), STREAM, 1, sequence, "text " + sequence, Instant.EPOCH);
    }

    private int stored() {
        return storage.messages().before(SENDER, Long.MAX_VALUE, 10).size();
    }

    @Test
    void messageIsAcknowledgedAfterTheCommitOnly() {
        inbox.take(contact(), message(1));

        assertThat(log).containsExactly("commit", String.valueOf(new Envelope.Ack(STREAM, 1)), "chat", "contacts");
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void messageWhoseCommitFailsIsNotAcknowledgedAndIsTakenWhenItComesAgain() {
        Envelope.Message first = message(1);
        commitFails = true;
        assertThatExceptionOfType(TransactionSystemException.class).isThrownBy(() -> inbox.take(contact(), first));
        assertThat(log).isEmpty();
        assertThat(stored()).isZero();

        commitFails = false;
        inbox.take(contact(), first);
        assertThat(log).containsExactly("commit", String.valueOf(new Envelope.Ack(STREAM, 1)), "chat", "contacts");
        assertThat(stored()).isEqualTo(1);
        assertThat(drops.count(DropReason.DUPLICATE)).isZero();
    }

    @Test
    void messagesHeldBackStayUntilTheCommitThatTakesThem() {
        inbox.take(contact(), message(2));
        assertThat(log).isEmpty();
        assertThat(inbox.heldBack()).isEqualTo(1);
        Envelope.Message first = message(1);
        commitFails = true;
        assertThatExceptionOfType(TransactionSystemException.class).isThrownBy(() -> inbox.take(contact(), first));
        assertThat(inbox.heldBack()).as("still here").isEqualTo(1);

        commitFails = false;
        inbox.take(contact(), first);
        assertThat(log).containsExactly("commit", String.valueOf(new Envelope.Ack(STREAM, 2)), "chat", "contacts");
        assertThat(inbox.heldBack()).isZero();
        assertThat(stored()).isEqualTo(2);
    }
}
