package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.messenger.store.ConversationStore;
import io.nodenet.sample.messenger.store.MessageStore;
import org.springframework.transaction.support.TransactionOperations;

/** The storage: three tables and the transactions over them. */
public record Storage(
        ContactStore contacts,
        ConversationStore conversations,
        MessageStore messages,
        TransactionOperations transactions) {}
