package io.nodenet.sample.call.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MissedCallStoreTest {
    private static final NodeId ALICE = NodeId.parse("a".repeat(64));
    private static final NodeId BOB = NodeId.parse("b".repeat(64));
    private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");

    private ContactStore contacts;
    private MissedCallStore missed;

    /** Returns an empty database. */
    DataSource database() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    @BeforeEach
    void migrate() {
        DataSource database = database();
        Flyway.configure()
                .locations("db/common", "db/migration")
                .dataSource(database)
                .load()
                .migrate();
        contacts = new ContactStore(JdbcClient.create(database));
        missed = new MissedCallStore(JdbcClient.create(database));
        contacts.insert(ALICE, "Alice", ContactState.ACCEPTED, NOW);
        contacts.insert(BOB, "Bob", ContactState.ACCEPTED, NOW);
    }

    @Test
    void theLatestCallIsTheFirst() {
        missed.add(new UUID(0, 1), ALICE, true, NOW);
        missed.add(new UUID(0, 2), BOB, false, NOW.minusSeconds(1));

        assertThat(missed.last(10))
                .containsExactly(
                        new MissedCall(new UUID(0, 2), BOB, false, NOW.minusSeconds(1), false),
                        new MissedCall(new UUID(0, 1), ALICE, true, NOW, false));
        assertThat(missed.last(1)).hasSize(1);
    }

    @Test
    void aCallIsMissedOnceAndTwoCallersMayChooseTheSameName() {
        assertThat(missed.add(new UUID(0, 1), ALICE, true, NOW)).isTrue();
        assertThat(missed.add(new UUID(0, 1), ALICE, true, NOW)).isFalse();
        assertThat(missed.add(new UUID(0, 1), BOB, true, NOW)).isTrue();
    }

    @Test
    void callsAreUnseenUntilTheUserHasSeenThem() {
        missed.add(new UUID(0, 1), ALICE, true, NOW);
        missed.add(new UUID(0, 2), ALICE, true, NOW);
        missed.add(new UUID(0, 3), BOB, true, NOW);
        assertThat(missed.unseen()).isEqualTo(Map.of(ALICE, 2, BOB, 1));

        missed.markSeen();

        assertThat(missed.unseen()).isEmpty();
        assertThat(missed.last(1)).first().extracting(MissedCall::seen).isEqualTo(true);
    }

    @Test
    void onlyTheLastThousandAreKept() {
        for (int i = 0; i < MissedCallStore.KEPT + 5; i++) {
            missed.add(new UUID(0, i), ALICE, false, NOW);
        }

        assertThat(missed.last(2 * MissedCallStore.KEPT))
                .hasSize(MissedCallStore.KEPT)
                .last()
                .extracting(MissedCall::id)
                .isEqualTo(new UUID(0, 5));
    }

    @Test
    void callsGoWithTheContactAndOfStrangersThereAreNone() {
        missed.add(new UUID(0, 1), ALICE, false, NOW);
        contacts.delete(ALICE);

        assertThat(missed.last(10)).isEmpty();
        assertThat(missed.add(new UUID(0, 2), ALICE, false, NOW)).isFalse();
    }
}
