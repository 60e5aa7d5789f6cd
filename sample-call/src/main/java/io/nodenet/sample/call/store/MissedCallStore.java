package io.nodenet.sample.call.store;

import io.nodenet.kad.NodeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of missed calls. Thread-safe. Keeps the last {@value #KEPT}. */
@Repository
public class MissedCallStore {
    /** The maximum number of stored missed calls. */
    public static final int KEPT = 1_000;

    private final JdbcClient jdbc;

    public MissedCallStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a call, once; returns whether it is stored, which it is not if the caller is no longer a contact. */
    public boolean add(UUID id, NodeId caller, boolean video, Instant at) {
        try {
            jdbc.sql("insert into missed_call (caller, call_id, video, missed_at, seen) values (?, ?, ?, ?, false)")
                    .params(caller.toString(), id, video, at.atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DataIntegrityViolationException e) {
            return false;
        }
        jdbc.sql("""
                        delete from missed_call where id <= (
                            select id from missed_call order by id desc offset ? rows fetch first 1 row only)""").param(KEPT).update();
        return true;
    }

    /** Returns the last calls, latest first. */
    public List<MissedCall> last(int limit) {
        return jdbc.sql("select * from missed_call order by id desc fetch first ? rows only")
                .param(limit)
                .query(MissedCallStore::row)
                .list();
    }

    /** Marks all calls as seen. */
    public void markSeen() {
        jdbc.sql("update missed_call set seen = true where seen = false").update();
    }

    /** Returns the number of unseen missed calls of each contact; contacts without any are left out. */
    public Map<NodeId, Integer> unseen() {
        Map<NodeId, Integer> unseen = new HashMap<>();
        jdbc.sql("select caller, count(*) as calls from missed_call where seen = false group by caller")
                .query((row, number) -> Map.entry(NodeId.parse(row.getString("caller")), row.getInt("calls")))
                .list()
                .forEach(entry -> unseen.put(entry.getKey(), entry.getValue()));
        return unseen;
    }

    private static MissedCall row(ResultSet row, int number) throws SQLException {
        return new MissedCall(
                row.getObject("call_id", UUID.class),
                NodeId.parse(row.getString("caller")),
                row.getBoolean("video"),
                row.getObject("missed_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("seen"));
    }
}
