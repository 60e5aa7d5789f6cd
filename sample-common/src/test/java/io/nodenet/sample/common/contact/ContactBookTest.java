package io.nodenet.sample.common.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.RefusedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What two people say to become contacts, over a database in memory and in virtual time. */
class ContactBookTest {
    private static final NodeId SELF = id(0);
    private static final ContactBook.Limits LIMITS = new ContactBook.Limits(3, 2);

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
    private final List<String> said = new ArrayList<>();
    private final List<NodeId> kept = new ArrayList<>();
    private final List<ContactBook.Drop> drops = new ArrayList<>();
    private final ContactStore store = store();
    private final ContactBook book = open();
    private int changes;

    private final class Recorder implements ContactCourier, ContactBook.Observer {
        @Override
        public void sendRequest(NodeId to, String ownName) {
            said.add(to.shortText() + " request " + ownName);
        }

        @Override
        public void sendAccept(NodeId to) {
            said.add(to.shortText() + " accept");
        }

        @Override
        public void keep(NodeId peer) {
            kept.add(peer);
        }

        @Override
        public void stopKeeping(NodeId peer) {
            kept.remove(peer);
        }

        @Override
        public void changed() {
            changes++;
        }

        @Override
        public void dropped(ContactBook.Drop reason) {
            drops.add(reason);
        }
    }

    private ContactStore store() {
        Flyway.configure().locations("db/common").dataSource(pool).load().migrate();
        return new ContactStore(JdbcClient.create(pool));
    }

    private ContactBook open() {
        Recorder recorder = new Recorder();
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
        return new ContactBook(new Profile(SELF, "Alice"), store, recorder, backoff, recorder, LIMITS, 0);
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    private static NodeId id(int number) {
        byte[] bytes = new byte[NodeId.LENGTH];
        bytes[0] = (byte) number;
        return NodeId.of(bytes);
    }

    private ContactState stateOf(NodeId id) {
        return store.find(id).orElseThrow().state();
    }

    @Test
    void whoIsInvitedIsAskedUntilTheyAccept() {
        book.invite(id(1), " Bob ", Instant.EPOCH, 0);
        book.run(0);
        book.run(400);
        book.run(1_000);
        assertThat(said).containsExactly(id(1).shortText() + " request Alice", id(1).shortText() + " request Alice");
        assertThat(store.find(id(1))).contains(new Contact(id(1), "Bob", ContactState.INVITED, Instant.EPOCH));

        assertThat(book.accepted(id(1))).isTrue();
        assertThat(book.accepted(id(1))).as("news").isFalse();
        book.run(1_000_000);
        assertThat(said).hasSize(2);
        assertThat(stateOf(id(1))).isEqualTo(ContactState.ACCEPTED);
        assertThat(kept).contains(id(1));
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void invitationsAreRepeatedAfterARestart() {
        book.invite(id(1), "Bob", Instant.EPOCH, 0);
        open().run(0);
        assertThat(said).containsExactly(id(1).shortText() + " request Alice");
    }

    @Test
    void whoAsksIsAcceptedByTheUserAloneAndToldAgainWhenTheyAskAgain() {
        book.requested(id(1), "Bob", Instant.EPOCH, 0);
        assertThat(stateOf(id(1))).isEqualTo(ContactState.REQUESTED);
        book.requested(id(1), "Bob", Instant.EPOCH, 0);
        assertThat(said).isEmpty();
        book.accept(id(1));
        book.requested(id(1), "Bob", Instant.EPOCH, 0);
        assertThat(said).containsExactly(id(1).shortText() + " accept", id(1).shortText() + " accept");
        assertThat(kept).containsOnly(id(1));
    }

    @Test
    void requestsAreLimitedInNumberAndInRate() {
        for (int i = 1; i <= 3; i++) {
            book.requested(id(i), "Somebody", Instant.EPOCH, 0);
        }
        assertThat(drops).containsExactly(ContactBook.Drop.REQUESTS_FULL);
        for (int i = 1; i < ContactBook.REQUEST_BURST; i++) {
            book.remove(id(i));
            book.requested(id(i + 2), "Somebody", Instant.EPOCH, 0);
        }
        assertThat(drops).containsExactly(ContactBook.Drop.REQUESTS_FULL, ContactBook.Drop.REQUEST_RATE);
        book.requested(id(99), "Somebody", Instant.EPOCH, 1_000L * ContactBook.SECONDS_PER_REQUEST);
        assertThat(stateOf(id(99))).isEqualTo(ContactState.REQUESTED);
    }

    @Test
    void contactsAreLimited() {
        for (int i = 1; i <= 3; i++) {
            book.invite(id(i), "Somebody", Instant.EPOCH, 0);
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> book.invite(id(4), "Somebody", Instant.EPOCH, 0))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.FULL));
    }

    @Test
    void whoWasDeclinedIsNotAskedAboutAgainUntilTheUserInvitesThem() {
        book.requested(id(1), "Bob", Instant.EPOCH, 0);
        book.decline(id(1));
        book.requested(id(1), "Bob", Instant.EPOCH, 0);
        assertThat(drops).containsExactly(ContactBook.Drop.DECLINED);
        book.invite(id(1), "Bob", Instant.EPOCH, 0);
        assertThat(stateOf(id(1))).isEqualTo(ContactState.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "Al\u202eice"})
    void aNameThatDoesNotShowIsRefused(String name) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> book.invite(id(1), name, Instant.EPOCH, 0))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.INVALID));
    }
}
