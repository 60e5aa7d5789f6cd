package io.nodenet.sample.call.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.call.call.VirtualPhones.Phone;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalDrop;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallMachineTest {
    private static final UUID LOW = new UUID(1, 1);
    private static final UUID HIGH = new UUID(-1, 1); // lower for UUID.compareTo

    private final VirtualPhones network = new VirtualPhones(1);
    private final Phone alice = network.add();
    private final Phone bob = network.add();
    private final Phone carol = network.add();

    @BeforeEach
    void befriend() {
        alice.befriend(bob);
        bob.befriend(carol);
        carol.befriend(alice);
    }

    private UUID ring() {
        UUID call = alice.call(bob);
        network.run(1_000);
        assertThat(alice.state()).isEqualTo(CallState.RINGING);
        assertThat(bob.state()).isEqualTo(CallState.RINGING);
        return call;
    }

    private UUID talk() {
        UUID call = ring();
        assertThat(bob.machine.accept(call, network.now())).isTrue();
        network.run(1_000);
        assertActive(call);
        return call;
    }

    private void assertActive(UUID call) {
        assertThat(alice.state()).isEqualTo(CallState.ACTIVE);
        assertThat(bob.state()).isEqualTo(CallState.ACTIVE);
        assertThat(alice.name()).isEqualTo(call);
        assertThat(bob.name()).isEqualTo(call);
    }

    @Test
    void aCallThatIsAcceptedLastsUntilOneHangsUp() {
        UUID call = talk();
        network.run(600_000);
        assertActive(call);

        bob.machine.hangUp(call, network.now());
        network.run(1_000);

        assertThat(alice.reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(bob.reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(bob.missed).isEmpty();
        assertThat(alice.ended).hasSize(1);
        assertThat(bob.ended).hasSize(1);
    }

    @Test
    void aCallThatIsRefusedEndsForBoth() {
        UUID call = ring();

        assertThat(bob.machine.refuse(call, network.now())).isTrue();
        network.run(1_000);

        assertThat(alice.reason()).isEqualTo(EndReason.REFUSED);
        assertThat(bob.reason()).isEqualTo(EndReason.REFUSED);
        assertThat(bob.missed).isEmpty();
    }

    @Test
    void aCallThatNobodyTakesEndsAfterHalfAMinuteAndIsMissed() {
        UUID call = ring();
        network.run(28_000);
        assertThat(alice.state()).isEqualTo(CallState.RINGING);

        network.run(2_000);

        assertThat(alice.reason()).isEqualTo(EndReason.NO_ANSWER);
        network.run(1_000);
        assertThat(bob.isFree()).isTrue();
        assertThat(bob.missed).containsExactly(call);
    }

    @Test
    void aCallThatItsCallerGivesUpIsMissed() {
        UUID call = ring();

        alice.machine.hangUp(call, network.now());
        network.run(1_000);

        assertThat(bob.reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(bob.missed).containsExactly(call);
    }

    @Test
    void aTelephoneThatSaysNothingCannotBeReachedAfterEightSeconds() {
        network.plug(bob, false);
        alice.call(bob);
        network.run(7_900);
        assertThat(alice.state()).isEqualTo(CallState.CALLING);
        assertThat(alice.sent).hasSize(4);

        network.run(200);

        assertThat(alice.reason()).isEqualTo(EndReason.UNREACHABLE);
    }

    @Test
    void aCallMayRingAsLongAsItIsSet() {
        CallMachine patient = new CallMachine(CallTimes.DEFAULT.withRings(Duration.ofMinutes(2)), alice, alice.drops);
        patient.place(LOW, bob.id, false, 0);
        patient.received(bob.id, new Signal.Ringing(LOW), true, 10);

        patient.tick(119_000);
        assertThat(patient.call().orElseThrow().isLive()).isTrue();
        patient.tick(121_000);
        assertThat(patient.call().orElseThrow().reason()).isEqualTo(EndReason.NO_ANSWER);
    }

    @Test
    void aSecondCallerHearsThatTheCalleeIsBusy() {
        UUID call = talk();

        carol.call(bob);
        network.run(1_000);

        assertThat(carol.reason()).isEqualTo(EndReason.BUSY);
        assertActive(call);
    }

    @Test
    void aCallerHearsThatTheCalleeIsBusyWhileItRingsThere() {
        UUID call = ring();

        carol.call(bob);
        network.run(1_000);

        assertThat(carol.reason()).isEqualTo(EndReason.BUSY);
        assertThat(bob.name()).isEqualTo(call);
        assertThat(bob.state()).isEqualTo(CallState.RINGING);
    }

    @Test
    void thereIsOneCallAtATime() {
        talk();

        assertThat(alice.machine.place(LOW, carol.id, true, network.now())).isEmpty();
    }

    @Test
    void ringsOfStrangersAreRefusedAndNotShown() {
        Phone mallory = network.add();

        mallory.call(bob);
        network.run(200);
        mallory.contacts.add(bob.id);
        mallory.restart();
        mallory.call(bob);
        network.run(1_000);

        assertThat(mallory.reason()).isEqualTo(EndReason.REFUSED);
        assertThat(bob.current()).isNull();
        assertThat(bob.missed).isEmpty();
        assertThat(bob.dropped(SignalDrop.NOT_A_CONTACT)).isPositive();
    }

    @Test
    void strangersThatRingAllTheTimeGetFewAnswers() {
        Phone mallory = network.add();
        int before = bob.sent.size();

        for (int i = 0; i < 1_000; i++) {
            bob.machine.received(mallory.id, new Signal.Ring(new UUID(i, i), true), false, network.now());
            network.run(100);
        }

        assertThat(bob.sent.size() - before).isBetween(50, 60);
        assertThat(bob.dropped(SignalDrop.STRANGER_RATE)).isGreaterThan(900);
        assertThat(bob.missed).isEmpty();
    }

    @Test
    void twoWhoCallEachOtherTalkInTheCallWithTheLowerName() {
        alice.machine.place(HIGH, bob.id, false, network.now());
        bob.machine.place(LOW, alice.id, false, network.now());
        network.run(1_000);

        assertActive(LOW);
        assertThat(alice.missed).isEmpty();
        assertThat(bob.missed).isEmpty();
        assertThat(alice.opened).isZero();
        assertThat(bob.opened).isOne();
    }

    @Test
    void whoCallsWhoRingsTakesThatCall() {
        UUID call = ring();

        assertThat(bob.machine
                        .place(LOW, alice.id, true, network.now())
                        .orElseThrow()
                        .id())
                .isEqualTo(call);
        network.run(1_000);

        assertActive(call);
    }

    @Test
    void aLateRingOfACallThatIsOverDoesNotRing() {
        UUID call = talk();
        alice.machine.hangUp(call, network.now());
        network.run(5_000);

        bob.machine.received(alice.id, new Signal.Ring(call, true), true, network.now());

        assertThat(bob.isFree()).isTrue();
        assertThat(bob.missed).isEmpty();
        assertThat(bob.sent.get(bob.sent.size() - 1)).isEqualTo(new Signal.HangUp(call));
    }

    @Test
    void aRingThatComesAfterItsEndIsAMissedCall() {
        bob.machine.received(alice.id, new Signal.HangUp(LOW), true, 0);
        bob.machine.received(alice.id, new Signal.Ring(LOW, true), true, 10);
        bob.machine.received(alice.id, new Signal.Ring(LOW, true), true, 20);

        assertThat(bob.isFree()).isTrue();
        assertThat(bob.missed).containsExactly(LOW);
    }

    @Test
    void aCalleeWhoDidNotHearTheEndStopsRinging() {
        UUID call = ring();
        network.plug(alice, false);
        alice.machine.hangUp(call, network.now());
        network.run(5_000);
        assertThat(bob.state()).isEqualTo(CallState.RINGING);

        network.plug(alice, true);
        network.run(3_000);

        assertThat(bob.reason()).isEqualTo(EndReason.HUNG_UP);
    }

    @Test
    void aCallerWhoDidNotHearTheEndHearsItOnceHeAsks() {
        UUID call = ring();
        network.plug(bob, false);
        bob.machine.refuse(call, network.now());
        network.run(5_000);
        assertThat(alice.state()).isEqualTo(CallState.RINGING);

        network.plug(bob, true);
        network.run(6_000);

        assertThat(alice.reason()).isEqualTo(EndReason.REFUSED);
    }

    @Test
    void aCallerWhoStartsAgainIsNotBusyWithTheCallBefore() {
        ring();
        alice.restart();

        UUID second = alice.call(bob);
        network.run(1_000);
        bob.machine.accept(second, network.now());
        network.run(1_000);

        assertActive(second);
    }

    @Test
    void aCallWithoutAMediaSessionFailsAndSaysWhy() {
        network.sessions(false);
        UUID call = ring();
        bob.machine.accept(call, network.now());
        network.run(14_000);
        assertThat(alice.state()).isEqualTo(CallState.CONNECTING);
        assertThat(alice.opened).isBetween(5, 8);

        network.run(2_000);

        assertThat(alice.reason()).isEqualTo(EndReason.FAILED);
        assertThat(alice.ended.get(0).text()).isEqualTo("Declined");
        assertThat(bob.isFree()).isTrue();
    }

    @Test
    void aMediaSessionThatIsOpenedAtTheThirdAttemptIsEnough() {
        network.sessions(false);
        UUID call = ring();
        bob.machine.accept(call, network.now());
        network.run(4_000);

        network.sessions(true);
        network.run(3_000);

        assertActive(call);
    }

    @Test
    void aSessionThatBreaksEndsTheCall() {
        UUID call = talk();

        alice.machine.sessionEnded(call, false, network.now());
        network.run(1_000);

        assertThat(alice.reason()).isEqualTo(EndReason.PEER_GONE);
        assertThat(bob.isFree()).isTrue();
    }

    @Test
    void aPageMayBeLoadedAgainWithinFiveSeconds() {
        UUID call = talk();

        alice.machine.page(call, false, network.now());
        network.run(4_800);
        alice.machine.page(call, true, network.now());
        network.run(60_000);

        assertActive(call);
    }

    @Test
    void aCallWhosePageIsGoneEnds() {
        UUID call = talk();

        alice.machine.page(call, false, network.now());
        network.run(6_000);

        assertThat(alice.reason()).isEqualTo(EndReason.HUNG_UP);
        assertThat(bob.reason()).isEqualTo(EndReason.HUNG_UP);
    }

    @Test
    void nothingIsAcceptedThatDoesNotRing() {
        UUID call = alice.call(bob);

        assertThat(alice.machine.accept(call, network.now())).isFalse();
        assertThat(alice.machine.refuse(call, network.now())).isFalse();
        assertThat(bob.machine.hangUp(LOW, network.now())).isFalse();
    }

    @Test
    void aMediaSessionIsExpectedOfTheCallerOfAnAcceptedCallAlone() {
        ring();
        assertThat(bob.machine.expectsSession(alice.id)).isFalse();

        talkOn();

        assertThat(bob.machine.expectsSession(alice.id)).isTrue();
        assertThat(bob.machine.expectsSession(carol.id)).isFalse();
        assertThat(alice.machine.expectsSession(bob.id)).isFalse();
    }

    private void talkOn() {
        bob.machine.accept(bob.name(), network.now());
        network.run(1_000);
    }

    @Test
    void theCallerCannotAcceptForTheCallee() {
        UUID call = ring();

        bob.machine.received(alice.id, new Signal.Accept(call), true, network.now());

        assertThat(bob.state()).isEqualTo(CallState.RINGING);
        assertThat(bob.dropped(SignalDrop.WRONG_SIDE)).isOne();
    }

    @Test
    void anotherContactCannotEndACall() {
        UUID call = talk();

        bob.machine.received(carol.id, new Signal.HangUp(call), true, network.now());
        alice.machine.received(carol.id, new Signal.Busy(call), true, network.now());
        network.run(1_000);

        assertActive(call);
    }

    @Test
    void aCallThatIsOverIsShownForAMinute() {
        UUID call = talk();
        alice.machine.hangUp(call, network.now());

        network.run(59_000);
        assertThat(alice.current()).isNotNull();
        network.run(2_000);
        assertThat(alice.current()).isNull();
    }

    @Test
    void aContactThatInventsCallsFillsNoMemory() {
        RecentCalls recent = new RecentCalls();
        for (int i = 0; i < 10_000; i++) {
            recent.add(bob.id, new UUID(i, i), new Signal.HangUp(LOW), false);
        }

        assertThat(recent.size()).isEqualTo(RecentCalls.MAX);
        assertThat(recent.find(bob.id, new UUID(9_999, 9_999))).isNotNull();
    }

    @Test
    void lastWordsAreSaidThreeTimesAndOfEightCallsAtMost() {
        Farewells farewells = new Farewells(alice);
        for (int i = 0; i < 100; i++) {
            farewells.say(bob.id, new Signal.HangUp(new UUID(i, i)), 0);
        }
        assertThat(alice.sent).hasSize(100);
        alice.sent.clear();

        for (long now = 0; now < 60_000; now += 100) {
            farewells.run(now);
        }

        assertThat(alice.sent).hasSize(2 * Farewells.MAX);
    }
}
