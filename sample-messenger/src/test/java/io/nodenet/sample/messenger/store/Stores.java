package io.nodenet.sample.messenger.store;

import io.nodenet.sample.common.contact.ContactStore;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes stores for tests of other packages. */
public final class Stores {
    private Stores() {}

    public static ContactStore contacts(DataSource source) {
        return new ContactStore(JdbcClient.create(source));
    }

    public static ConversationStore conversations(DataSource source) {
        return new ConversationStore(JdbcClient.create(source));
    }

    public static MessageStore messages(DataSource source) {
        return new MessageStore(JdbcClient.create(source));
    }
}
