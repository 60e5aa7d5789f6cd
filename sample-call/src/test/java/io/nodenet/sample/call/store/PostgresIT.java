package io.nodenet.sample.call.store;

import io.nodenet.sample.common.testkit.PostgresCluster;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The same in PostgreSQL. */
@EnabledIf(value = "hasPostgres", disabledReason = "/usr/lib/postgresql is missing: apt-get install postgresql")
class PostgresIT extends MissedCallStoreTest {
    private static PostgresCluster cluster;
    private static int databases;

    static boolean hasPostgres() {
        return PostgresCluster.binaries().isPresent();
    }

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = PostgresCluster.start();
    }

    @AfterAll
    static void stopCluster() throws IOException {
        cluster.close();
    }

    @Override
    DataSource database() {
        return new DriverManagerDataSource(cluster.create("calls" + databases++), PostgresCluster.USER, "");
    }
}
