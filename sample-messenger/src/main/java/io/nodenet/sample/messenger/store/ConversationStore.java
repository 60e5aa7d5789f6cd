package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.Contact;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of conversations, which are removed with the contact. Thread-safe; callers keep changes in order. */
@Repository
public class ConversationStore {
    private final JdbcClient jdbc;

    ConversationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the conversation with a contact, a new one before the first message. */
    public Conversation with(Contact contact) {
        return jdbc.sql("select * from conversation where contact = ?")
                .param(contact.id().toString())
                .query(ConversationStore::row)
                .optional()
                .orElseGet(() -> Conversation.begin(contact));
    }

    /** Stores the current state of a conversation. */
    public void put(Conversation now) {
        int known = jdbc.sql("""
                        update conversation set outbound_stream = ?, outbound_next = ?, inbound_stream = ?, inbound_next = ?,
                            unread = ? where contact = ?""")
                .params(
                        now.outbound().stream(),
                        now.outbound().next(),
                        now.inbound().stream(),
                        now.inbound().next(),
                        now.unread(),
                        now.contact().toString())
                .update();
        if (known == 0) {
            jdbc.sql("""
                            insert into conversation (outbound_stream, outbound_next, inbound_stream, inbound_next, unread, contact)
                            values (?, ?, ?, ?, ?, ?)""")
                    .params(
                            now.outbound().stream(),
                            now.outbound().next(),
                            now.inbound().stream(),
                            now.inbound().next(),
                            now.unread(),
                            now.contact().toString())
                    .update();
        }
    }

    /** Returns the number of unread messages of each contact; contacts without any are left out. */
    public Map<NodeId, Integer> unread() {
        return jdbc.sql("select * from conversation where unread > 0").query(ConversationStore::row).list().stream()
                .collect(Collectors.toMap(Conversation::contact, Conversation::unread));
    }

    /** Records that the user has seen everything; returns whether that is new. */
    public boolean clearUnread(NodeId contact) {
        return jdbc.sql("update conversation set unread = 0 where contact = ? and unread > 0")
                        .param(contact.toString())
                        .update()
                > 0;
    }

    private static Conversation row(ResultSet row, int number) throws SQLException {
        return new Conversation(
                NodeId.parse(row.getString("contact")),
                new Conversation.Sequence(row.getLong("outbound_stream"), row.getLong("outbound_next")),
                new Conversation.Sequence(row.getLong("inbound_stream"), row.getLong("inbound_next")),
                row.getInt("unread"));
    }
}
