package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.messenger.store.Stores;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database in memory that outlives the messengers over it. */
public final class TestStorage implements AutoCloseable {
    private final JdbcConnectionPool pool;

    public TestStorage() {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        Flyway.configure()
                .locations("db/common", "db/migration")
                .dataSource(pool)
                .load()
                .migrate();
    }

    /** Opens it as a starting application does. */
    public Storage open() {
        return open(pool);
    }

    /** Opens a migrated database. */
    public static Storage open(DataSource source) {
        return new Storage(
                Stores.contacts(source),
                Stores.conversations(source),
                Stores.messages(source),
                new TransactionTemplate(new JdbcTransactionManager(source)));
    }

    /** Returns the number of connections in use. */
    public int connectionsInUse() {
        return pool.getActiveConnections();
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
