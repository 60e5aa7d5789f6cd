package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of contacts. Thread-safe; callers keep changes in order. */
@Repository
public class ContactStore {
    private final JdbcClient jdbc;

    ContactStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Answers all contacts, by name. */
    public List<Contact> all() {
        return jdbc.sql("select * from contact order by lower(name), node_id")
                .query(ContactStore::row)
                .list();
    }

    public Optional<Contact> find(NodeId id) {
        return jdbc.sql("select * from contact where node_id = ?")
                .param(id.toString())
                .query(ContactStore::row)
                .optional();
    }

    /** Answers how many contacts are in a state. */
    public int count(ContactState state) {
        return jdbc.sql("select count(*) from contact where state = ?")
                .param(state.name())
                .query(Integer.class)
                .single();
    }

    /** Answers the oldest contact in a state. */
    public Optional<Contact> oldest(ContactState state) {
        return jdbc.sql("select * from contact where state = ? order by created_at, node_id fetch first 1 row only")
                .param(state.name())
                .query(ContactStore::row)
                .optional();
    }

    /**
     * Enters a contact, with no message in either direction.
     *
     * @param stream of what we will send; greater than that of any earlier contact with the same ID
     */
    public void insert(NodeId id, String name, ContactState state, Instant createdAt, long stream) {
        jdbc.sql("""
                        insert into contact (node_id, name, state, created_at, outbound_stream, outbound_next,
                            inbound_stream, inbound_next, unread)
                        values (?, ?, ?, ?, ?, 1, 0, 1, 0)""")
                .params(id.toString(), name, state.name(), createdAt.atOffset(ZoneOffset.UTC), stream)
                .update();
    }

    public void setState(NodeId id, ContactState state) {
        jdbc.sql("update contact set state = ? where node_id = ?")
                .params(state.name(), id.toString())
                .update();
    }

    public void rename(NodeId id, String name) {
        jdbc.sql("update contact set name = ? where node_id = ?")
                .params(name, id.toString())
                .update();
    }

    /** Sets which number our next message gets. */
    public void setOutboundNext(NodeId id, long next) {
        jdbc.sql("update contact set outbound_next = ? where node_id = ?")
                .params(next, id.toString())
                .update();
    }

    /** Sets which message of theirs comes next, and counts what the user has not seen. */
    public void setInbound(NodeId id, Contact.Sequence inbound, int arrived) {
        jdbc.sql("update contact set inbound_stream = ?, inbound_next = ?, unread = unread + ? where node_id = ?")
                .params(inbound.stream(), inbound.next(), arrived, id.toString())
                .update();
    }

    /** Remembers that the user has seen everything; answers whether that was news. */
    public boolean clearUnread(NodeId id) {
        return jdbc.sql("update contact set unread = 0 where node_id = ? and unread > 0")
                        .param(id.toString())
                        .update()
                > 0;
    }

    /** Removes a contact with its messages; answers whether it was there. */
    public boolean delete(NodeId id) {
        return jdbc.sql("delete from contact where node_id = ?")
                        .param(id.toString())
                        .update()
                > 0;
    }

    private static Contact row(ResultSet row, int number) throws SQLException {
        return new Contact(
                NodeId.parse(row.getString("node_id")),
                row.getString("name"),
                ContactState.valueOf(row.getString("state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                new Contact.Sequence(row.getLong("outbound_stream"), row.getLong("outbound_next")),
                new Contact.Sequence(row.getLong("inbound_stream"), row.getLong("inbound_next")),
                row.getInt("unread"));
    }
}
