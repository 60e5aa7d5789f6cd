package io.nodenet.sample.common.contact;

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

    public ContactStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns all contacts, by name. */
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

    /** Returns the number of contacts in a state. */
    public int count(ContactState state) {
        return jdbc.sql("select count(*) from contact where state = ?")
                .param(state.name())
                .query(Integer.class)
                .single();
    }

    /** Returns the oldest contact in a state. */
    public Optional<Contact> oldest(ContactState state) {
        return jdbc.sql("select * from contact where state = ? order by created_at, node_id fetch first 1 row only")
                .param(state.name())
                .query(ContactStore::row)
                .optional();
    }

    public void insert(NodeId id, String name, ContactState state, Instant createdAt) {
        jdbc.sql("insert into contact (node_id, name, state, created_at) values (?, ?, ?, ?)")
                .params(id.toString(), name, state.name(), createdAt.atOffset(ZoneOffset.UTC))
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

    /** Removes a contact with all that belongs to it; returns whether it was there. */
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
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
