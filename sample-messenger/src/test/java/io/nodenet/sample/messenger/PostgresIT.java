package io.nodenet.sample.messenger;

import io.nodenet.sample.common.testkit.PostgresCluster;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same with Alice's database in PostgreSQL. */
@EnabledIf(value = "hasPostgres", disabledReason = "/usr/lib/postgresql is missing: apt-get install postgresql")
class PostgresIT extends TwoMessengersIT {
    private static PostgresCluster cluster;
    private static int databases;

    private String url;

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
    String[] optionsOfAlice(String anchor) {
        if (url == null) {
            url = cluster.create("alice" + databases++);
        }
        return new String[] {
            anchor, "--spring.datasource.url=" + url, "--spring.datasource.username=" + PostgresCluster.USER
        };
    }
}
