package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Relay sessions of hosts in memory, and the connections through them. */
class RelayTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final LinkProfile SLOW = new LinkProfile(Duration.ofMillis(30), Duration.ZERO, 0);
    private static final int STRANGER = 99;

    private VirtualTime time = new VirtualTime();
    private MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(1));

    private void beginAnew(long seed) {
        time = new VirtualTime();
        network = new MemoryNetwork(time, new SplittableRandom(seed));
    }

    /** Adds a host that nobody knows. */
    private MemoryHost stranger() {
        return new MemoryHost(network, STRANGER, new HostProfile());
    }

    private RelayedHosts relay(HostProfile volunteer, NatProfile caller, NatProfile callee) {
        return new RelayedHosts(network, volunteer, caller, callee);
    }

    private RelayedHosts relay() {
        return new RelayedHosts(network);
    }

    static Stream<Arguments> pairs() {
        EnumSet<NatProfile> kinds = EnumSet.complementOf(EnumSet.of(NatProfile.UDP_BLOCKED));
        return kinds.stream().flatMap(a -> kinds.stream().map(b -> Arguments.of(a, b)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairOfNatsIsConnectedThroughAPublicRelay(NatProfile callerNat, NatProfile calleeNat) {
        RelayedHosts relay = relay(new HostProfile(), callerNat, calleeNat);
        Connection near = relay.connect();
        Connection far = relay.callee.accepted;

        assertThat(near.remoteId()).isEqualTo(relay.callee.id());
        assertThat(near.remoteEndpoint()).isEqualTo(relay.side(0));
        assertThat(far.remoteId()).isEqualTo(relay.caller.id());
        assertThat(far.remoteEndpoint()).isEqualTo(relay.side(1));
        MemoryHost.send(near, 60_000, 2);
        MemoryHost.send(far, 60_000, 3);
        time.advance(SECOND);
        assertThat(relay.callee.arrivals).hasSize(1);
        assertThat(relay.caller.arrivals).hasSize(1);
    }

    /** Each of its ports sends to its peer at once, which opens what filters by source. */
    @ParameterizedTest
    @EnumSource(
            value = NatProfile.class,
            names = {"FULL_CONE", "RESTRICTED_CONE", "PORT_RESTRICTED"})
    void volunteerWhoseNatKeepsPortsRelays(NatProfile nat) {
        RelayedHosts relay = relay(new HostProfile().withNat(nat), NatProfile.NONE, NatProfile.NONE);

        Connection near = relay.connect();

        MemoryHost.send(near, 1_000, 2);
        time.advance(SECOND);
        assertThat(relay.callee.arrivals).hasSize(1);
    }

    @Test
    void volunteerWhoseNatChangesPortsCannotRelay() {
        RelayedHosts relay = relay(new HostProfile().withNat(NatProfile.SYMMETRIC), NatProfile.NONE, NatProfile.NONE);

        relay.calleePunches();
        relay.callerDials(Duration.ofSeconds(10));

        assertThat(relay.isUpWithin(Duration.ofSeconds(10))).isFalse();
    }

    /** Figures of quic-netty.md, T18: 60 ms to the relay and back, and as much from there on. */
    @ParameterizedTest
    @CsvSource({"-500, 240", "100, 1240", "1500, 3240", "5000, 7240"})
    void callersFirstPacketIsDroppedUntilTheCalleeHasPunched(long punchAfterMillis, long upAfterMillis) {
        network.link(SLOW);
        RelayedHosts relay = relay();
        if (punchAfterMillis < 0) {
            relay.calleePunches();
            time.advance(Duration.ofMillis(-punchAfterMillis));
        }
        Duration begun = relay.caller.now();
        relay.callerDials(Duration.ofSeconds(10));
        if (punchAfterMillis > 0) {
            time.advance(Duration.ofMillis(punchAfterMillis));
            relay.calleePunches();
        }

        assertThat(relay.isUpWithin(Duration.ofSeconds(10))).isTrue();

        assertThat(relay.caller.now().minus(begun)).isEqualTo(Duration.ofMillis(upAfterMillis));
        assertThat(relay.count(TransportCounter.RELAY_UNPINNED)).isPositive();
    }

    @Test
    void frameTakesTheTimeOfBothLinks() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        network.link(relay.caller.id(), relay.volunteer.id(), new LinkProfile(Duration.ofMillis(20), Duration.ZERO, 0));
        network.link(relay.volunteer.id(), relay.callee.id(), new LinkProfile(Duration.ofMillis(50), Duration.ZERO, 0));
        Duration sent = relay.caller.now();

        MemoryHost.send(near, 100, 2);
        time.advance(SECOND);

        assertThat(relay.callee.arrivals.get(0).at().minus(sent)).isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void firstPacketMayGetLostOnEitherLink() {
        int up = 0;
        for (int i = 0; i < 200; i++) {
            up += isUpAtOnceWithHalfOfTheDatagramsLost(i) ? 1 : 0;
        }

        assertThat(up).as("a quarter of the first packets get through").isBetween(30, 70);
    }

    private boolean isUpAtOnceWithHalfOfTheDatagramsLost(long seed) {
        beginAnew(seed);
        RelayedHosts relay = relay();
        relay.calleePunches();
        time.advance(SECOND);
        network.loseDatagrams(0.5);
        relay.callerDials(Duration.ofMillis(900));
        return relay.isUpWithin(SECOND);
    }

    @Test
    void dialReachesNobodyElseThanTheCallee() {
        RelayedHosts relay = relay();
        relay.calleePunches();
        time.advance(SECOND);
        relay.caller.transport.dial(1, relay.volunteer.id(), relay.side(0), SECOND.toNanos());
        time.advance(SECOND);

        assertThat(relay.caller.failure).isNotNull();
        assertThat(relay.caller.failure.reason()).isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
    }

    @Test
    void J07_anotherHostNeitherTakesASideNorGetsThrough() {
        RelayedHosts relay = relay();
        MemoryHost scanner = stranger();
        scanner.transport.punch(relay.side(0));
        scanner.transport.punch(relay.side(1));
        scanner.transport.dial(1, relay.callee.id(), relay.side(0), SECOND.toNanos());
        time.advance(SECOND);
        assertThat(relay.count(TransportCounter.RELAY_FOREIGN_SOURCE)).isGreaterThanOrEqualTo(3);

        relay.connect();

        assertThat(scanner.dialed).isNull();
    }

    @Test
    void J07_peerWhosePortChangesIsFollowed() {
        RelayedHosts relay = relay(new HostProfile(), NatProfile.CARRIER, NatProfile.SYMMETRIC);
        Connection near = relay.connect();

        relay.caller.transport.restartNat();
        MemoryHost.send(near, 100, 2);
        time.advance(SECOND);
        MemoryHost.send(relay.callee.accepted, 100, 3);
        time.advance(SECOND);

        assertThat(relay.callee.arrivals).hasSize(1);
        assertThat(relay.caller.arrivals).hasSize(1);
    }

    @Test
    void whatIsSentToAPeerWhoseNatHasForgottenItWaitsUntilItSendsItself() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        relay.callee.transport.restartNat();

        MemoryHost.send(near, 100, 2);
        time.advance(Duration.ofSeconds(3));
        assertThat(relay.callee.arrivals).isEmpty();

        MemoryHost.send(relay.callee.accepted, 100, 3);
        time.advance(Duration.ofSeconds(2));
        assertThat(relay.callee.arrivals).hasSize(1);
        assertThat(relay.caller.arrivals).hasSize(1);
    }

    @Test
    void J08_sessionThatCarriesNothingForThirtySecondsEnds() {
        RelayedHosts relay = relay();
        time.advance(Duration.ofSeconds(28));
        assertThat(relay.volunteer.relays).containsExactly("opened 7");

        time.advance(Duration.ofSeconds(17));

        assertThat(relay.volunteer.relays).containsExactly("opened 7", "closed 7");
        relay.calleePunches();
        time.advance(SECOND);
        assertThat(relay.count(TransportCounter.NON_QUIC_DATAGRAM))
                .as("nobody is there")
                .isZero();
        relay.volunteer.transport.openRelay(RelayedHosts.SESSION, relay.callerSeen, relay.calleeSeen);
    }

    @Test
    void sessionLivesAsLongAsItCarries() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        for (int i = 0; i < 20; i++) {
            MemoryHost.send(i % 2 == 0 ? near : relay.callee.accepted, 100, i);
            time.advance(Duration.ofSeconds(25));
        }

        assertThat(relay.callee.arrivals).hasSize(10);
        assertThat(relay.caller.arrivals).hasSize(10);
        assertThat(relay.volunteer.relays).containsExactly("opened 7");
    }

    enum End {
        CLOSED,
        KILLED,
        SESSION_CLOSED,
        CUT_OFF
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void connectionGoesDarkWithItsRelay(End end) {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        switch (end) {
            case CLOSED -> relay.volunteer.transport.close();
            case KILLED -> network.kill(relay.volunteer.id());
            case SESSION_CLOSED -> relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);
            case CUT_OFF -> network.partition(relay.volunteer.id(), relay.callee.id());
        }

        assertThat(MemoryHost.send(near, 100, 2)).isEqualTo(WriteResult.ACCEPTED);
        time.advance(Duration.ofMinutes(4));
        assertThat(relay.callee.arrivals).isEmpty();
        assertThat(MemoryHost.send(near, 100, 3)).as("nobody tells").isEqualTo(WriteResult.ACCEPTED);

        time.advance(Duration.ofMinutes(2));
        assertThat(MemoryHost.send(near, 100, 2)).isEqualTo(WriteResult.CLOSED);
    }

    @Test
    void whatWaitedForTheRelayToBeReachableAgainGoesOn() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        network.partition(relay.volunteer.id(), relay.callee.id());
        MemoryHost.send(near, 100, 2);
        MemoryHost.send(relay.callee.accepted, 100, 3);
        time.advance(Duration.ofSeconds(10));

        network.heal(relay.volunteer.id(), relay.callee.id());
        time.advance(SECOND);

        assertThat(relay.callee.arrivals).hasSize(1);
        assertThat(relay.caller.arrivals).hasSize(1);
    }

    @Test
    void farewellPassesTheRelay() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        relay.callee.closed.clear();

        near.close(CloseReason.SHUTDOWN);
        time.advance(SECOND);

        assertThat(relay.callee.closed).containsExactly(CloseReason.PEER_CLOSED);
    }

    /** What the callee acknowledges leaves through the NAT of the volunteer, too. */
    @Test
    void framesOfOneSideKeepTheNatOfTheVolunteerOpenForIt() {
        HostProfile forgetful =
                new HostProfile().withNat(NatProfile.PORT_RESTRICTED).withMappingTimeout(Duration.ofSeconds(30));
        RelayedHosts relay = relay(forgetful, NatProfile.NONE, NatProfile.NONE);
        Connection near = relay.connect();
        for (int i = 0; i < 6; i++) {
            MemoryHost.send(near, 100, i);
            time.advance(Duration.ofSeconds(20));
        }

        assertThat(relay.callee.arrivals).hasSize(6);
    }

    @Test
    void farewellOfAConnectionWithoutItsRelayIsNotHeard() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        relay.callee.closed.clear();

        relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);
        near.close(CloseReason.SHUTDOWN);
        time.advance(Duration.ofMinutes(1));

        assertThat(relay.callee.closed).isEmpty();
    }

    @Test
    void portsOfASessionThatHasEndedAreNobodysOrAnothers() {
        RelayedHosts relay = relay();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.transport(NodeId.of(new byte[NodeId.LENGTH]), relay.side(0)));

        relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);

        assertThat(network.transport(NodeId.of(new byte[NodeId.LENGTH]), relay.side(0))
                        .isClosed())
                .isFalse();
    }

    @Test
    void whoDialsAPortOfASessionThatHasEndedDoesNotReachTheVolunteer() {
        RelayedHosts relay = relay(new HostProfile().withNat(NatProfile.FULL_CONE), NatProfile.NONE, NatProfile.NONE);
        relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);

        relay.caller.dialed = null;
        relay.caller.transport.dial(1, relay.volunteer.id(), relay.side(0), SECOND.toNanos());
        relay.caller.transport.punch(relay.side(0));

        assertThat(relay.isUpWithin(Duration.ofSeconds(2))).isFalse();
        assertThat(relay.count(TransportCounter.NON_QUIC_DATAGRAM)).isZero();
    }

    @Test
    void J09_sessionBeyondTheLimitIsRefusedAndAnEndedOneMakesRoom() {
        RelayLimits two = new RelayLimits(2, 250_000, 2_000_000, Duration.ofSeconds(30));
        RelayedHosts relay = relay(new HostProfile().withRelayLimits(two), NatProfile.NONE, NatProfile.NONE);
        relay.volunteer.transport.openRelay(8, relay.callerSeen, relay.calleeSeen);
        relay.volunteer.transport.openRelay(9, relay.callerSeen, relay.calleeSeen);
        time.advance(SECOND);
        assertThat(relay.volunteer.relays)
                .containsExactly("opened 7", "opened 8", "refused 9: as many relay sessions as may be: 2");

        relay.volunteer.transport.closeRelay(7);
        relay.volunteer.transport.openRelay(9, relay.callerSeen, relay.calleeSeen);
        time.advance(SECOND);

        assertThat(relay.volunteer.relays).endsWith("opened 9");
        assertThat(relay.count(TransportCounter.RELAY_SESSIONS)).isEqualTo(3);
        assertThat(relay.count(TransportCounter.RELAY_REFUSED)).isOne();
    }

    @Test
    void J10_sessionCarriesNoMoreThanItsRate() {
        RelayedHosts relay = relay();
        Connection near = relay.connect();
        time.advance(Duration.ofSeconds(5));
        long before = relay.count(TransportCounter.RELAY_BYTES);
        for (int i = 0; i < 100; i++) {
            while (near.isWritable()) {
                MemoryHost.send(near, 10_000, i);
            }
            time.advance(Duration.ofMillis(100));
        }

        assertThat(relay.count(TransportCounter.RELAY_BYTES) - before).isBetween(2_400_000L, 2_500_000L + 131_072);
        assertThat(relay.count(TransportCounter.RELAY_SHAPED)).isPositive();
        assertThat(relay.callee.arrivals).hasSizeBetween(220, 263);
        assertThat(relay.volunteer.relays).as("it lives").containsExactly("opened 7");
    }

    @Test
    void sessionWhoseOpeningWasNotAnnouncedYetIsClosedWithoutACall() {
        RelayedHosts relay = relay();
        relay.volunteer.transport.openRelay(8, relay.callerSeen, relay.calleeSeen);
        relay.volunteer.transport.closeRelay(8);
        relay.volunteer.transport.closeRelay(8);
        time.advance(Duration.ofMinutes(1));

        assertThat(relay.volunteer.relays).containsExactly("opened 7", "closed 7");
    }

    @Test
    void numberOfALivingSessionIsNotGivenTwice() {
        RelayedHosts relay = relay();

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        relay.volunteer.transport.openRelay(RelayedHosts.SESSION, relay.callerSeen, relay.calleeSeen))
                .withMessageContaining("7");
    }

    @Test
    void everyDatagramAtARelayIsCountedOnce() {
        RelayedHosts relay = relay();
        MemoryHost scanner = stranger();
        int sent = 0;
        for (int i = 0; i < 500; i++) {
            MemoryHost sender = i % 3 == 0 ? scanner : i % 3 == 1 ? relay.caller : relay.callee;
            sender.transport.punch(relay.side(sender == relay.callee ? 1 : 0));
            sent++;
        }
        time.advance(SECOND);

        assertThat(relay.count(TransportCounter.RELAY_DATAGRAMS)
                        + relay.count(TransportCounter.RELAY_UNPINNED)
                        + relay.count(TransportCounter.RELAY_FOREIGN_SOURCE)
                        + relay.count(TransportCounter.RELAY_SHAPED))
                .isEqualTo(sent);
        assertThat(relay.count(TransportCounter.RELAY_SHAPED)).isPositive();
    }

    @Test
    void sameSeedGivesTheSameRun() {
        String story = story(5);

        assertThat(story(5)).isEqualTo(story);
        assertThat(story(6)).isNotEqualTo(story);
    }

    private String story(long seed) {
        beginAnew(seed);
        network.link(LinkProfile.HOME);
        network.loseDatagrams(0.2);
        RelayedHosts relay = relay();
        for (int i = 0; i < 5; i++) {
            relay.calleePunches();
        }
        time.advance(SECOND);
        relay.callerDials(Duration.ofSeconds(10));
        if (relay.isUpWithin(Duration.ofSeconds(10))) {
            for (int i = 0; i < 50; i++) {
                MemoryHost.send(relay.caller.dialed, 9_000, i);
            }
            time.advance(Duration.ofSeconds(20));
        }
        return relay.callee.arrivals + " "
                + relay.volunteer.transport.counters().get(TransportCounter.RELAY_BYTES);
    }
}
