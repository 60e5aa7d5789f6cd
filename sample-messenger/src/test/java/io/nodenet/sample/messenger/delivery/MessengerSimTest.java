package io.nodenet.sample.messenger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.messenger.store.MessageState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole messengers, but for their nodes, over a network that loses, repeats and reorders, in virtual time. */
class MessengerSimTest {
    private static final long HOUR = 3_600_000;

    private VirtualNetwork network = new VirtualNetwork(1);
    private VirtualMessenger alice = network.add("Alice", 1);
    private VirtualMessenger bob = network.add("Bob", 2);

    @AfterEach
    void close() {
        network.close();
    }

    private void seed(long seed) {
        network.close();
        network = new VirtualNetwork(seed);
        alice = network.add("Alice", 1);
        bob = network.add("Bob", 2);
    }

    @Test
    void aMessageGoesFromQueuedOverSentToAcknowledged() {
        alice.befriend(bob);
        network.plug(alice, false);
        assertThat(alice.say(bob, "hello").state()).isEqualTo(MessageState.QUEUED);
        network.run(60_000);
        assertThat(states(alice, bob)).containsExactly(MessageState.QUEUED);

        network.plug(alice, true);
        network.plug(bob, false);
        network.run(100);
        assertThat(states(alice, bob)).containsExactly(MessageState.SENT);

        network.plug(bob, true);
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 60_000)).isTrue();
        assertThat(states(bob, alice)).containsExactly(MessageState.RECEIVED);
        assertThat(bob.heardFrom(alice)).containsExactly("hello");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyMessageArrivesOnceAndInOrderOverALossyNetworkWithRestarts(long seed) {
        seed(seed);
        network.lossy(0.3, 0.2);
        alice.befriend(bob);
        List<String> fromAlice = new ArrayList<>();
        List<String> fromBob = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            fromAlice.add("a" + i);
            alice.say(bob, "a" + i);
            fromBob.add("b" + i);
            bob.say(alice, "b" + i);
            network.run(network.random().nextLong(1_000));
            if (i % 10 == 9) {
                restart(network.random().nextBoolean() ? alice : bob);
            }
        }
        assertThat(network.runUntil(() -> alice.isThroughTo(bob) && bob.isThroughTo(alice), HOUR))
                .as("acknowledged, seed %d", seed)
                .isTrue();
        assertThat(bob.heardFrom(alice)).isEqualTo(fromAlice);
        assertThat(alice.heardFrom(bob)).isEqualTo(fromBob);
    }

    private void restart(VirtualMessenger messenger) {
        messenger.kill();
        network.run(network.random().nextLong(20_000));
        messenger.start();
    }

    @Test
    void whatIsWrittenWhileTheOtherIsAwayArrivesWhenItIsBack() {
        alice.befriend(bob);
        bob.kill();
        List<String> texts = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
        texts.forEach(text -> alice.say(bob, text));
        network.run(HOUR);
        alice.kill();
        bob.start();
        network.run(HOUR);
        alice.start();
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 60_000)).isTrue();
        assertThat(bob.heardFrom(alice)).isEqualTo(texts);
    }

    @Test
    void aMessengerThatLostItsDatabaseReceivesWhatWasNotAcknowledged() {
        alice.befriend(bob);
        alice.say(bob, "before");
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 60_000)).isTrue();
        bob.loseDatabase();
        alice.say(bob, "after");
        network.run(60_000);
        assertThat(bob.drops(DropReason.NOT_A_CONTACT)).isPositive();

        bob.messenger().invite(alice.id(), "Alice");
        assertThat(network.runUntil(() -> alice.isThroughTo(bob), 60_000)).isTrue();
        assertThat(bob.heardFrom(alice)).containsExactly("after");
        bob.say(alice, "new stream");
        assertThat(network.runUntil(() -> bob.isThroughTo(alice), 60_000)).isTrue();
        assertThat(alice.heardFrom(bob)).containsExactly("new stream");
    }

    @Test
    void twoWhoAskEachOtherAreContactsWithoutAnyoneAccepting() {
        network.plug(alice, false);
        network.plug(bob, false);
        alice.messenger().invite(bob.id(), "Bob");
        bob.messenger().invite(alice.id(), "Alice");
        network.plug(alice, true);
        network.plug(bob, true);
        assertThat(network.runUntil(
                        () -> alice.stateOf(bob) == ContactState.ACCEPTED
                                && bob.stateOf(alice) == ContactState.ACCEPTED,
                        10_000))
                .isTrue();
    }

    @Test
    void aContactIsHereWhileItShowsSignsOfLife() {
        alice.befriend(bob);
        network.run(120_000);
        assertThat(alice.messenger().isHere(bob.id())).isTrue();
        bob.kill();
        network.run(Presence.GONE_MILLIS + Presence.ANNOUNCE_MILLIS);
        assertThat(alice.messenger().isHere(bob.id())).isFalse();
        bob.start();
        network.run(1_000);
        assertThat(alice.messenger().isHere(bob.id())).isTrue();
        assertThat(bob.messenger().isHere(alice.id())).isTrue();
    }

    private static List<MessageState> states(VirtualMessenger of, VirtualMessenger with) {
        return of.storage().messages().before(with.id(), Long.MAX_VALUE, 100).stream()
                .map(message -> message.state())
                .toList();
    }
}
