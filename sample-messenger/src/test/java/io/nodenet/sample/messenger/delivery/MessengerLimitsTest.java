package io.nodenet.sample.messenger.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.contact.ContactBook;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.messenger.envelope.Envelope;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others may make a messenger keep, and what it does not listen to. */
class MessengerLimitsTest {
    private static final Limits LIMITS = Limits.DEFAULT;
    private static final NodeId STRANGER = id(77);

    private final VirtualNetwork network = new VirtualNetwork(1);
    private final VirtualMessenger alice = network.add("Alice", 1);
    private final VirtualMessenger bob = network.add("Bob", 2);

    @AfterEach
    void close() {
        network.close();
    }

    private static NodeId id(int number) {
        byte[] bytes = new byte[NodeId.LENGTH];
        bytes[0] = 1;
        bytes[NodeId.LENGTH - 2] = (byte) (number >> 8);
        bytes[NodeId.LENGTH - 1] = (byte) number;
        return NodeId.of(bytes);
    }

    private static Envelope.Message message(long stream, long base, long sequence) {
        return new Envelope.Message(UUID.randomUUID(), stream, base, sequence, "text " + sequence, Instant.EPOCH);
    }

    private void acceptedStranger() {
        alice.messenger().received(STRANGER, new Envelope.Request("Stranger"));
        alice.messenger().accept(STRANGER);
    }

    private int shown() {
        return alice.storage()
                .messages()
                .before(STRANGER, Long.MAX_VALUE, 10_000)
                .size();
    }

    @Test
    void contactRequestsAreLimitedInRate() {
        for (int i = 0; i < 15; i++) {
            alice.messenger().received(id(i), new Envelope.Request("Somebody"));
        }
        assertThat(alice.storage().contacts().count(ContactState.REQUESTED)).isEqualTo(ContactBook.REQUEST_BURST);
        assertThat(alice.drops(DropReason.REQUEST_RATE)).isEqualTo(5);
        network.run(1_000L * ContactBook.SECONDS_PER_REQUEST);
        alice.messenger().received(id(20), new Envelope.Request("Somebody"));
        assertThat(alice.storage().contacts().count(ContactState.REQUESTED)).isEqualTo(ContactBook.REQUEST_BURST + 1);
    }

    @Test
    void contactRequestsAreLimitedInNumber() {
        for (int i = 0; i < LIMITS.contacts().requests() + 5; i++) {
            network.run(1_000L * ContactBook.SECONDS_PER_REQUEST);
            alice.messenger().received(id(i), new Envelope.Request("Somebody"));
        }
        assertThat(alice.storage().contacts().count(ContactState.REQUESTED))
                .isEqualTo(LIMITS.contacts().requests());
        assertThat(alice.drops(DropReason.REQUESTS_FULL)).isEqualTo(5);
    }

    @Test
    void declinedOnesAreRememberedUpToALimitAndNotAskedAboutAgain() {
        for (int i = 0; i < LIMITS.contacts().requests() + 5; i++) {
            network.run(1_000L * ContactBook.SECONDS_PER_REQUEST);
            alice.messenger().received(id(i), new Envelope.Request("Somebody"));
            alice.messenger().decline(id(i));
        }
        assertThat(alice.storage().contacts().count(ContactState.DECLINED))
                .isEqualTo(LIMITS.contacts().requests());
        alice.messenger().received(id(LIMITS.contacts().requests()), new Envelope.Request("Again"));
        assertThat(alice.drops(DropReason.DECLINED)).isEqualTo(1);
        assertThat(alice.storage().contacts().count(ContactState.REQUESTED)).isZero();
    }

    @Test
    void whoIsNoAcceptedContactIsNotHeard() {
        alice.messenger().received(STRANGER, message(1, 1, 1));
        alice.messenger().received(STRANGER, new Envelope.Accept());
        alice.messenger().received(STRANGER, new Envelope.Ack(0, 0));
        alice.messenger().received(STRANGER, new Envelope.Request("Stranger"));
        alice.messenger().received(STRANGER, message(1, 1, 1));
        assertThat(alice.drops(DropReason.NOT_A_CONTACT)).isEqualTo(4);
        assertThat(shown()).isZero();
    }

    @Test
    void edgesToContactsAreKeptAlsoAfterARestartAndToNobodyElse() {
        acceptedStranger();
        alice.messenger().received(id(7), new Envelope.Request("Somebody"));
        alice.messenger().invite(id(8), "Invited");
        assertThat(network.kept(alice)).containsExactlyInAnyOrder(STRANGER, id(8));

        alice.kill();
        alice.start();
        assertThat(network.kept(alice)).containsExactlyInAnyOrder(STRANGER, id(8));

        alice.messenger().remove(id(8));
        assertThat(network.kept(alice)).containsExactly(STRANGER);
    }

    @Test
    void openingTheChatOfAContactLooksForADirectWayAndThatOfNobodyElseDoes() {
        acceptedStranger();
        alice.messenger().invite(id(8), "Invited");
        alice.messenger().received(id(9), new Envelope.Request("Asks"));

        alice.messenger().open(STRANGER);
        alice.messenger().open(id(8));
        alice.messenger().open(id(9));

        assertThat(network.connects(alice)).containsExactly(STRANGER);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> alice.messenger().open(id(10)));
    }

    @Test
    void contactsAreLimited() {
        for (int i = 0; i < LIMITS.contacts().contacts(); i++) {
            alice.messenger().invite(id(i), "Somebody");
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> alice.messenger().invite(id(999), "One more"))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(RefusedException.Reason.FULL));
    }

    @Test
    void waitingMessagesAreLimitedAndTheQueueWorksAgainOnceTheyAreThrough() {
        alice.befriend(bob);
        bob.kill();
        for (int i = 0; i < LIMITS.queued(); i++) {
            alice.say(bob, "m" + i);
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> alice.say(bob, "one more"))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(RefusedException.Reason.FULL));
        bob.start();
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 600_000)).isTrue();
        alice.say(bob, "one more");
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 10_000)).isTrue();
        assertThat(bob.heardFrom(alice)).hasSize(LIMITS.queued() + 1).endsWith("one more");
    }

    @Test
    void aMessageThatWaitsForAnEarlierOneIsShownAfterIt() {
        acceptedStranger();
        alice.messenger().received(STRANGER, message(1, 1, 3));
        alice.messenger().received(STRANGER, message(1, 1, 2));
        assertThat(shown()).isZero();
        alice.messenger().received(STRANGER, message(1, 1, 1));
        assertThat(alice.storage().messages().before(STRANGER, Long.MAX_VALUE, 10))
                .extracting(stored -> stored.text())
                .containsExactly("text 1", "text 2", "text 3");
    }

    @Test
    void atMost31MessagesWaitForAnEarlierOne() {
        acceptedStranger();
        for (int i = 2; i < 100; i++) {
            alice.messenger().received(STRANGER, message(1, 1, i));
        }
        assertThat(alice.drops(DropReason.HELD_BACK_FULL)).isEqualTo(98 - 31);
        alice.messenger().received(STRANGER, message(1, 1, 1));
        assertThat(shown()).isEqualTo(32);
    }

    @Test
    void aRepeatedMessageIsShownOnceWhateverNumberItHas() {
        acceptedStranger();
        Envelope.Message first = message(1, 1, 1);
        alice.messenger().received(STRANGER, first);
        alice.messenger().received(STRANGER, first);
        alice.messenger().received(STRANGER, new Envelope.Message(first.id(), 1, 1, 2, first.text(), first.sentAt()));
        assertThat(shown()).isEqualTo(1);
        assertThat(alice.drops(DropReason.DUPLICATE)).isEqualTo(2);
        alice.messenger().received(STRANGER, message(1, 1, 3));
        assertThat(shown()).isEqualTo(2);
    }

    @Test
    void anOldStreamDoesNotReturn() {
        acceptedStranger();
        alice.messenger().received(STRANGER, message(2, 1, 1));
        alice.messenger().received(STRANGER, message(1, 1, 1));
        assertThat(alice.drops(DropReason.OLD_STREAM)).isEqualTo(1);
        assertThat(shown()).isEqualTo(1);
        alice.messenger().received(STRANGER, message(3, 1, 1));
        assertThat(shown()).isEqualTo(2);
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsDropped() {
        acceptedStranger();
        long stream = alice
                .storage()
                .conversations()
                .with(alice.storage().contacts().find(STRANGER).orElseThrow())
                .outbound()
                .stream();
        alice.messenger().submit(STRANGER, UUID.randomUUID(), "hello");
        alice.messenger().received(STRANGER, new Envelope.Ack(stream, 2));
        alice.messenger().received(STRANGER, new Envelope.Ack(stream + 1, 1));
        assertThat(alice.drops(DropReason.WRONG_ACK)).isEqualTo(1);
        assertThat(alice.storage().messages().firstUnacknowledged(STRANGER)).contains(1L);
        alice.messenger().received(STRANGER, new Envelope.Ack(stream, 1));
        assertThat(alice.storage().messages().firstUnacknowledged(STRANGER)).isEmpty();
    }

    @Test
    void aMessageSaidTwiceUnderOneNameIsOneMessage() {
        alice.befriend(bob);
        UUID name = UUID.randomUUID();
        assertThat(alice.messenger().submit(bob.id(), name, "hello").position())
                .isEqualTo(alice.messenger().submit(bob.id(), name, "hello").position());
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 10_000)).isTrue();
        assertThat(bob.heardFrom(alice)).containsExactly("hello");
    }

    @Test
    void aRemovedContactIsForgottenWithItsMessages() {
        acceptedStranger();
        alice.messenger().received(STRANGER, message(1, 1, 1));
        alice.messenger().remove(STRANGER);
        assertThat(shown()).isZero();
        alice.messenger().received(STRANGER, message(1, 1, 2));
        assertThat(alice.drops(DropReason.NOT_A_CONTACT)).isEqualTo(1);
    }
}
