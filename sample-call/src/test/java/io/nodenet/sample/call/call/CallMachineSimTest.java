package io.nodenet.sample.call.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.call.call.VirtualPhones.Phone;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Telephones whose users do anything at any time, over a network that loses, repeats and reorders. */
class CallMachineSimTest {
    private static final int SCHEDULES = 200;
    private static final int STEPS = 60;

    /** Longer than a call can ring and connect: what is left then lasts. */
    private static final long QUIET_MILLIS = 60_000;

    /** Longer than a page is waited for, and than it takes until the peer knows of it. */
    private static final long END_MILLIS = 90_000;

    private static void act(Phone phone, Phone other, VirtualPhones network) {
        long now = network.now();
        Random random = network.random();
        switch (random.nextInt(8)) {
            case 0, 1 -> phone.call(other);
            case 2, 3 -> phone.machine.call().ifPresent(call -> phone.machine.accept(call.id(), now));
            case 4 -> phone.machine.call().ifPresent(call -> phone.machine.refuse(call.id(), now));
            case 5 -> phone.machine.call().ifPresent(call -> phone.machine.hangUp(call.id(), now));
            case 6 -> phone.machine.call().ifPresent(call -> phone.machine.page(call.id(), random.nextBoolean(), now));
            default -> network.sessions(random.nextInt(4) > 0);
        }
    }

    @Test
    void everyCallEndsOnBothSidesOfWhateverItsUsersAndTheNetworkDo() {
        int talkers = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            VirtualPhones network = new VirtualPhones(seed).lossy(0.3, 0.2, 1_500);
            List<Phone> phones = List.of(network.add(), network.add(), network.add());
            phones.forEach(one -> phones.forEach(one::befriend));
            for (int step = 0; step < STEPS; step++) {
                Random random = network.random();
                int who = random.nextInt(phones.size());
                act(phones.get(who), phones.get((who + 1 + random.nextInt(2)) % phones.size()), network);
                network.run(random.nextInt(4_000));
            }
            network.run(QUIET_MILLIS);
            talkers += assertTalkersAgree(phones, seed);
            phones.forEach(phone ->
                    phone.machine.call().ifPresent(call -> phone.machine.page(call.id(), false, network.now())));
            network.run(END_MILLIS);
            int failing = seed;
            assertThat(phones)
                    .allSatisfy(phone -> assertThat(phone.isFree())
                            .as("seed %d: %s", failing, phone.current())
                            .isTrue());
        }
        assertThat(talkers).isPositive();
    }

    /** Whoever talks does so with somebody who is in the same call; returns how many do. */
    private static int assertTalkersAgree(List<Phone> phones, int seed) {
        int talkers = 0;
        for (Phone one : phones) {
            Call call = one.current();
            if (call != null && call.state() == CallState.ACTIVE) {
                assertThat(phones)
                        .as("seed %d: %s", seed, call)
                        .anyMatch(other -> other.id.equals(call.peer())
                                && other.state() == CallState.ACTIVE
                                && other.name().equals(call.id()));
                talkers++;
            }
        }
        return talkers;
    }

    @Test
    void overANetworkThatLosesAThirdACallThatIsAcceptedNearlyAlwaysComesAbout() {
        int active = 0;
        int talkers = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            VirtualPhones network = new VirtualPhones(seed).lossy(0.33, 0.2, 800);
            Phone alice = network.add();
            Phone bob = network.add();
            alice.befriend(bob);
            alice.call(bob);
            network.run(7_000);
            bob.machine.call().ifPresent(call -> bob.machine.accept(call.id(), network.now()));
            network.run(10_000);
            if (alice.state() == CallState.ACTIVE && bob.state() == CallState.ACTIVE) {
                active++;
            }
        }
        assertThat(active).isGreaterThan(SCHEDULES * 95 / 100);
    }

    @Test
    void twoWhoCallEachOtherOverSuchANetworkTalk() {
        int active = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            VirtualPhones network = new VirtualPhones(seed).lossy(0.2, 0.2, 800);
            Phone alice = network.add();
            Phone bob = network.add();
            alice.befriend(bob);
            alice.call(bob);
            bob.call(alice);
            network.run(12_000);
            if (alice.state() == CallState.ACTIVE && bob.state() == CallState.ACTIVE) {
                assertThat(alice.name()).isEqualTo(bob.name());
                active++;
            }
        }
        assertThat(active).isGreaterThan(SCHEDULES * 95 / 100);
    }
}
