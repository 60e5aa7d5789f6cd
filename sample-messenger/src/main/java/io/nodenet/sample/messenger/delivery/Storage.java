package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.messenger.store.ContactStore;
import io.nodenet.sample.messenger.store.MessageStore;
import org.springframework.transaction.support.TransactionOperations;

/** Where everything is kept: two tables and the transactions over both. */
public record Storage(ContactStore contacts, MessageStore messages, TransactionOperations transactions) {}
