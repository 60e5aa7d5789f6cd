package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the network in memory does to dials and frames; what every transport does is in the contract suite. */
class MemoryNetworkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final LinkProfile SLOW = new LinkProfile(DELAY, Duration.ZERO, 0);

    private final VirtualTime time = new VirtualTime();
    private final MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(1));
    private int hosts;

    private MemoryHost host() {
        return host(new HostProfile());
    }

    private MemoryHost host(HostProfile profile) {
        hosts++;
        return new MemoryHost(network, hosts, profile);
    }

    private static Duration firstArrival(MemoryHost host) {
        return host.arrivals.get(0).at();
    }

    @Test
    void aFrameTakesTheDelayOfItsDirection() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(a.id(), b.id(), SLOW);
        network.link(b.id(), a.id(), new LinkProfile(Duration.ofMillis(70), Duration.ZERO, 0));
        Connection out = a.connect(b);
        Duration sent = a.now();

        MemoryHost.send(out, 100, 1);
        MemoryHost.send(b.accepted, 100, 2);
        time.advance(SECOND);

        assertThat(firstArrival(b)).isEqualTo(sent.plus(DELAY));
        assertThat(firstArrival(a)).isEqualTo(sent.plusMillis(70));
    }

    @Test
    void jitterSpreadsTheDelayAndKeepsTheOrder() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(new LinkProfile(DELAY, DELAY, 0));
        Connection out = a.connect(b);
        Duration sent = a.now();

        for (int i = 0; i < 50; i++) {
            MemoryHost.send(out, 1, i);
        }
        time.advance(SECOND);

        assertThat(b.arrivals).extracting(MemoryHost.Arrival::first).isSorted().hasSize(50);
        assertThat(firstArrival(b)).isBetween(sent.plus(DELAY), sent.plus(DELAY).plus(DELAY));
        assertThat(b.arrivals.stream().map(MemoryHost.Arrival::at).distinct()).hasSizeGreaterThan(1);
    }

    @Test
    void framesGoOntoTheLinkAtItsRate() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(new LinkProfile(DELAY, Duration.ZERO, 100_000));
        Connection out = a.connect(b);
        time.advance(SECOND);
        Duration sent = a.now();

        for (int i = 0; i < 3; i++) {
            MemoryHost.send(out, 10_000, i);
        }
        time.advance(SECOND);

        assertThat(b.arrivals)
                .extracting(MemoryHost.Arrival::at)
                .containsExactly(
                        sent.plus(DELAY).plusMillis(100),
                        sent.plus(DELAY).plusMillis(200),
                        sent.plus(DELAY).plusMillis(300));
    }

    @Test
    void aHandshakeTakesTwoRoundTrips() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(SLOW);
        Duration begun = a.now();

        a.dial(b);
        time.runUntil(() -> a.dialed != null, SECOND);

        assertThat(a.now()).isEqualTo(begun.plus(DELAY.multipliedBy(4)));
    }

    @Test
    void aHandshakeThatTakesLongerThanTheTimeoutFails() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(new LinkProfile(Duration.ofSeconds(3), Duration.ZERO, 0));

        a.dial(b);
        time.advance(MemoryHost.DIAL_TIMEOUT);

        assertThat(a.failure).extracting(DialFailure::reason).isEqualTo(DialFailure.Reason.TIMEOUT);
        assertThat(b.transport.counters().get(TransportCounter.ACCEPTED)).isZero();
    }

    @Test
    void aPeerThatDoesNotReadStallsTheSenderWhoClosesAfterFiveSeconds() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection out = a.connect(b);
        b.accepted.setReading(false);
        int accepted = 0;
        while (MemoryHost.send(out, 60_000, 1) == WriteResult.ACCEPTED) {
            accepted++;
        }

        assertThat(accepted * 60_000).isBetween(MemoryConnection.WINDOW_BYTES, 900_000);
        time.advance(Duration.ofMillis(4900));
        assertThat(a.closed).isEmpty();
        time.advance(Duration.ofMillis(200));
        assertThat(a.closed).containsExactly(CloseReason.STALLED);
        assertThat(a.transport.counters().get(TransportCounter.SEND_STALLED)).isOne();
        assertThat(b.closed).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(b.arrivals).isEmpty();
    }

    @Test
    void aBrokenConnectionEndsForBothAtOnceAndADialMakesANewOne() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection out = a.connect(b);
        MemoryHost.send(out, 1, 1);

        network.breakConnections(a.id(), b.id());
        time.advance(SECOND);

        assertThat(a.closed).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(b.closed).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(b.arrivals).isEmpty();
        assertThat(MemoryHost.send(out, 1, 1)).isEqualTo(WriteResult.CLOSED);
        MemoryHost.send(a.connect(b), 1, 2);
        time.advance(SECOND);
        assertThat(b.arrivals).hasSize(1);
    }

    @Test
    void E01_aPartitionHoldsFramesAndRefusesDialsUntilItHeals() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection out = a.connect(b);
        network.partition(a.id(), b.id());

        MemoryHost.send(out, 1, 7);
        MemoryHost.send(b.accepted, 1, 8);
        a.dial(b);
        time.advance(MemoryHost.DIAL_TIMEOUT);

        assertThat(a.arrivals).isEmpty();
        assertThat(b.arrivals).isEmpty();
        assertThat(a.failure).extracting(DialFailure::reason).isEqualTo(DialFailure.Reason.TIMEOUT);

        network.heal(a.id(), b.id());
        time.advance(SECOND);

        assertThat(b.arrivals).extracting(MemoryHost.Arrival::first).containsExactly(7);
        assertThat(a.arrivals).extracting(MemoryHost.Arrival::first).containsExactly(8);
    }

    @Test
    void aSplitCutsPartsOffFromEachOtherAndNotWithin() {
        MemoryHost a = host();
        MemoryHost b = host();
        MemoryHost c = host();
        MemoryHost d = host();
        Connection across = a.connect(c);
        network.split(List.of(a.id(), b.id()));

        MemoryHost.send(across, 1, 7);

        assertThat(reaches(a, b)).isTrue();
        assertThat(reaches(c, d)).as("those that were not named").isTrue();
        assertThat(reaches(a, d)).isFalse();
        assertThat(reaches(d, b)).isFalse();
        network.split(List.of(b.id(), c.id()));
        assertThat(reaches(b, c)).isTrue();
        assertThat(reaches(a, b)).as("it has left").isFalse();
        network.heal(a.id(), b.id());
        assertThat(reaches(a, b)).as("that mends pairs").isFalse();
        assertThat(c.arrivals).isEmpty();

        network.healAll();

        assertThat(reaches(a, b)).isTrue();
        assertThat(c.arrivals).extracting(MemoryHost.Arrival::first).containsExactly(7);
        assertThat(reaches(d, c)).isTrue();
    }

    @Test
    void aCutOfOneDirectionLetsTheOtherThrough() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection out = a.connect(b);
        network.cut(a.id(), b.id());

        MemoryHost.send(out, 1, 7);
        MemoryHost.send(b.accepted, 1, 8);
        time.advance(SECOND);

        assertThat(b.arrivals).isEmpty();
        assertThat(a.arrivals).extracting(MemoryHost.Arrival::first).containsExactly(8);
    }

    @Test
    void aCloseDoesNotCrossACutDirection() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection out = a.connect(b);
        network.cut(a.id(), b.id());

        out.close(CloseReason.DROPPED);
        time.advance(SECOND);

        assertThat(a.closed).containsExactly(CloseReason.DROPPED);
        assertThat(b.closed).isEmpty();
    }

    @Test
    void aKilledHostSaysNothingAndItsConnectionsEndWhenTheyWereIdleForFiveMinutes() {
        MemoryHost a = host();
        MemoryHost b = host();
        a.connect(b);

        network.kill(b.id());
        time.advance(Duration.ofMinutes(4));
        assertThat(a.closed).isEmpty();

        time.advance(Duration.ofMinutes(2));
        assertThat(a.closed).containsExactly(CloseReason.PEER_CLOSED);
    }

    @Test
    void aConnectionWithoutAFirstFrameIsClosedAfterFortyFiveSeconds() {
        MemoryHost a = host();
        MemoryHost b = host();
        a.dial(b);

        time.advance(Duration.ofSeconds(44));
        assertThat(a.closed)
                .as("a deployed node speaks after up to 30 s (W-44)")
                .isEmpty();
        time.advance(Duration.ofSeconds(2));

        assertThat(a.closed).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(b.closed).isEmpty();
        assertThat(b.transport.counters().get(TransportCounter.FIRST_FRAME_TIMEOUT))
                .isOne();
    }

    @Test
    void connectionThatWasSilentForLongestMakesRoomForANewcomerWhenAllSlotsAreTaken() {
        MemoryHost b = host(new HostProfile().withMaxInbound(2, 0));
        MemoryHost speaks = host();
        MemoryHost silent = host();
        MemoryHost newcomer = host();
        speaks.connect(b);
        silent.dial(b);
        time.advance(SECOND);

        newcomer.dial(b);
        time.advance(SECOND);

        assertThat(silent.closed).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(speaks.closed).isEmpty();
        assertThat(newcomer.failure).isNull();
        assertThat(b.transport.counters().get(TransportCounter.FIRST_FRAME_EVICTED))
                .isOne();
    }

    @Test
    void aHostBehindANatKnowsAPrivateAddressOnly() {
        MemoryHost inside = host(new HostProfile().withNat(NatProfile.PORT_RESTRICTED));
        MemoryHost outside = host();

        assertThat(outside.transport.localEndpoints()).containsExactly(outside.transport.boundEndpoint());
        assertThat(inside.transport.localEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint).isNotEqualTo(inside.transport.boundEndpoint());
            assertThat(endpoint.ipPort()).matches(literal -> literal.isPrivate());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, true, true, true",
        "FULL_CONE, false, true, true",
        "RESTRICTED_CONE, false, false, true",
        "PORT_RESTRICTED, false, false, true",
        "SYMMETRIC, false, false, true",
        "UDP_BLOCKED, false, false, false"
    })
    void aNatDecidesWhoMayDialWhom(NatProfile kind, boolean atFirst, boolean onceItHasDialed, boolean mayDial) {
        MemoryHost inside = host(new HostProfile().withNat(kind));
        MemoryHost stranger = host();
        MemoryHost other = host();

        assertThat(reaches(stranger, inside)).as("before it dialed").isEqualTo(atFirst);
        assertThat(reaches(inside, other)).as("dials out").isEqualTo(mayDial);
        assertThat(reaches(stranger, inside)).as("after it dialed").isEqualTo(onceItHasDialed);
    }

    private boolean reaches(MemoryHost dialer, MemoryHost target) {
        dialer.dial(target);
        time.runUntil(() -> dialer.dialed != null || dialer.failure != null, Duration.ofSeconds(11));
        return dialer.dialed != null;
    }

    @Test
    void anAnswerGoesBackThroughTheNatOfTheDialer() {
        MemoryHost inside = host(new HostProfile().withNat(NatProfile.SYMMETRIC));
        MemoryHost outside = host();
        inside.connect(outside);

        MemoryHost.send(outside.accepted, 1, 5);
        time.advance(SECOND);

        assertThat(inside.arrivals).hasSize(1);
    }

    @Test
    void capsOnAcceptedConnectionsRefuseAndCount() {
        MemoryHost total = host(new HostProfile().withMaxInbound(1, 0));
        host().connect(total);
        assertThat(reaches(host(), total)).isFalse();
        assertThat(total.transport.counters().get(TransportCounter.ACCEPT_REFUSED_TOTAL))
                .isOne();

        MemoryHost perAddress = host(new HostProfile().withMaxInbound(0, 1));
        MemoryHost twice = host();
        twice.connect(perAddress);
        assertThat(reaches(twice, perAddress)).isFalse();
        assertThat(reaches(host(), perAddress)).isTrue();
        assertThat(perAddress.transport.counters().get(TransportCounter.ACCEPT_REFUSED_ADDRESS))
                .isOne();
    }

    @Test
    void aSkewedClockIsOffByItsSkewAndOnlyTheWallClockIs() {
        MemoryHost ahead = host(new HostProfile().withClockSkew(Duration.ofSeconds(60)));
        MemoryHost right = host();

        long difference = ahead.transport.loop().time().wallNanos()
                - right.transport.loop().time().wallNanos();

        assertThat(Duration.ofNanos(difference)).isEqualTo(Duration.ofSeconds(60));
        assertThat(ahead.transport.loop().time().nanos())
                .isEqualTo(right.transport.loop().time().nanos());
    }

    @Test
    void timeTellsHowLongItHasRunAndWhenTheNextEventIsDue() {
        VirtualTime fresh = new VirtualTime(5);
        assertThat(fresh.wallNanos()).isEqualTo(5);
        assertThat(fresh.untilNextNanos()).isEqualTo(Long.MAX_VALUE);
        fresh.schedule(() -> {}, 10).cancel();
        fresh.schedule(() -> {}, 30);
        fresh.advance(Duration.ofNanos(20));

        assertThat(fresh.untilNextNanos()).isEqualTo(10);
        assertThat(fresh.elapsed()).isEqualTo(Duration.ofNanos(20));
        assertThat(fresh.wallNanos()).isEqualTo(25);
    }

    @Test
    void aHostThatIsGoneLeavesItsPlaceAndNoSettingsBehind() {
        MemoryHost a = host();
        MemoryHost b = host();
        NodeId id = b.id();
        Endpoint endpoint = b.transport.boundEndpoint();
        assertThatThrownBy(() -> network.transport(id, endpoint)).isInstanceOf(IllegalArgumentException.class);
        network.link(a.id(), id, new LinkProfile(Duration.ofHours(1), Duration.ZERO, 0));
        network.partition(a.id(), id);

        b.transport.close();
        MemoryHost again = new MemoryHost(network, hosts, new HostProfile());

        assertThat(again.id()).isEqualTo(id);
        assertThat(reaches(a, again)).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameScheduleAndAnotherSeedAnother() {
        assertThat(schedule(5)).isEqualTo(schedule(5)).isNotEqualTo(schedule(6));
    }

    private static List<Duration> schedule(long seed) {
        VirtualTime time = new VirtualTime();
        MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(seed));
        network.link(LinkProfile.HOME);
        MemoryHost a = new MemoryHost(network, 1, new HostProfile());
        MemoryHost b = new MemoryHost(network, 2, new HostProfile());
        Connection out = a.connect(b);
        for (int i = 0; i < 20; i++) {
            time.schedule(
                    () -> MemoryHost.send(out, 500, 0),
                    Duration.ofMillis(10L * i).toNanos());
        }
        time.advance(SECOND);
        List<Duration> arrivals = new ArrayList<>();
        b.arrivals.forEach(arrival -> arrivals.add(arrival.at()));
        return arrivals;
    }
}
