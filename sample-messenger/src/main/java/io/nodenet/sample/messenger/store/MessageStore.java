package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table of messages. Thread-safe for reading; changes need one writer at a time, so that revisions become visible in their order.
 */
@Repository
public class MessageStore {
    private final JdbcClient jdbc;
    private long revision;

    MessageStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.revision = jdbc.sql("select coalesce(max(revision), 0) from message")
                .query(Long.class)
                .single();
    }

    /** Adds a message at the end of its chat. Its sender must not have used the ID before. */
    public void append(NodeId contact, MessageState state, UUID messageId, long sequence, String text, Instant at) {
        jdbc.sql("""
                        insert into message (revision, contact, outgoing, message_id, seq, state, body, written_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        ++revision,
                        contact.toString(),
                        state != MessageState.RECEIVED,
                        messageId,
                        sequence,
                        state.name(),
                        text,
                        at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Returns whether a message of theirs with that name is here. */
    public boolean hasReceived(NodeId contact, UUID messageId) {
        return jdbc.sql("select count(*) from message where contact = ? and outgoing = false and message_id = ?")
                        .params(contact.toString(), messageId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Returns our message of that name. */
    public Optional<ChatMessage> findOutgoing(NodeId contact, UUID messageId) {
        return jdbc.sql("select * from message where contact = ? and outgoing = true and message_id = ?")
                .params(contact.toString(), messageId)
                .query(MessageStore::row)
                .optional();
    }

    /** Returns our messages with these numbers, in order. */
    public List<ChatMessage> outgoing(NodeId contact, long from, long to) {
        return jdbc.sql(
                        "select * from message where contact = ? and outgoing = true and seq between ? and ? order by seq")
                .params(contact.toString(), from, to)
                .query(MessageStore::row)
                .list();
    }

    /** Returns the lowest number of our unacknowledged messages, empty if there are none. */
    public Optional<Long> firstUnacknowledged(NodeId contact) {
        return jdbc.sql("""
                        select seq from message where contact = ? and state in ('QUEUED', 'SENT')
                        order by seq fetch first 1 row only""").param(contact.toString()).query(Long.class).optional();
    }

    /** Marks queued messages as sent. */
    public void markSent(NodeId contact, Collection<Long> sequences) {
        long next = ++revision;
        for (long sequence : sequences) {
            jdbc.sql(
                            "update message set state = 'SENT', revision = ? where contact = ? and state = 'QUEUED' and seq = ?")
                    .params(next, contact.toString(), sequence)
                    .update();
        }
    }

    /** Marks our messages up to a number as acknowledged. */
    public void markAcknowledged(NodeId contact, long through, Instant at) {
        jdbc.sql("""
                        update message set state = 'ACKNOWLEDGED', revision = ?, acknowledged_at = ?
                        where contact = ? and state in ('QUEUED', 'SENT') and seq <= ?""")
                .params(++revision, at.atOffset(ZoneOffset.UTC), contact.toString(), through)
                .update();
    }

    /** Deletes the oldest messages of a chat so that {@code kept} remain; those in flight always remain. */
    public void prune(NodeId contact, int kept) {
        jdbc.sql("""
                        delete from message where contact = ? and state in ('ACKNOWLEDGED', 'RECEIVED') and id <= (
                            select id from message where contact = ? order by id desc offset ? rows fetch first 1 row only)""").params(contact.toString(), contact.toString(), kept).update();
    }

    /** Returns the revision of the last change in a chat, 0 for none. */
    public long lastRevision(NodeId contact) {
        return jdbc.sql("select coalesce(max(revision), 0) from message where contact = ?")
                .param(contact.toString())
                .query(Long.class)
                .single();
    }

    /** Returns the changes in a chat since a revision, in order; simultaneous changes are returned together. */
    public List<ChatMessage> changedSince(NodeId contact, long since, int limit) {
        return jdbc.sql("""
                        select * from message where contact = ? and revision > ? order by revision
                        fetch first ? rows with ties""").params(contact.toString(), since, limit).query(MessageStore::row).list().stream()
                .sorted(Comparator.comparingLong(ChatMessage::revision).thenComparingLong(ChatMessage::position))
                .toList();
    }

    /** Returns the last messages of a chat before a position, oldest first. */
    public List<ChatMessage> before(NodeId contact, long position, int limit) {
        return jdbc.sql("""
                        select * from (
                            select * from message where contact = ? and id < ? order by id desc fetch first ? rows only
                        ) as page order by id""")
                .params(contact.toString(), position, limit)
                .query(MessageStore::row)
                .list();
    }

    private static ChatMessage row(ResultSet row, int number) throws SQLException {
        return new ChatMessage(
                row.getLong("id"),
                row.getLong("revision"),
                NodeId.parse(row.getString("contact")),
                row.getObject("message_id", UUID.class),
                row.getLong("seq"),
                MessageState.valueOf(row.getString("state")),
                row.getString("body"),
                row.getObject("written_at", OffsetDateTime.class).toInstant(),
                instantOrNull(row));
    }

    private static @Nullable Instant instantOrNull(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject("acknowledged_at", OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
