package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which hosts behind which NATs reach each other in the network in memory, and when. */
class TraversalTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final LinkProfile SLOW = new LinkProfile(Duration.ofMillis(30), Duration.ZERO, 0);

    private final VirtualTime time = new VirtualTime();
    private final MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(1));
    private int hosts;

    private MemoryHost host(NatProfile nat) {
        return host(new HostProfile().withNat(nat));
    }

    private MemoryHost host(HostProfile profile) {
        hosts++;
        return new MemoryHost(network, hosts, profile);
    }

    /** Returns where somebody sees a host from that it has dialed. */
    private static Endpoint seenBy(MemoryHost coordinator, MemoryHost host) {
        host.connect(coordinator);
        Connection accepted = coordinator.accepted;
        assertThat(accepted).isNotNull();
        return accepted.remoteEndpoint();
    }

    private boolean reaches(MemoryHost dialer, MemoryHost target, Endpoint at) {
        dialer.dialed = null;
        dialer.failure = null;
        dialer.transport.dial(1, target.id(), at, SECOND.toNanos());
        time.runUntil(() -> dialer.dialed != null || dialer.failure != null, SECOND.plusMillis(1));
        return dialer.dialed != null;
    }

    static Stream<Arguments> pairs() {
        Set<NatProfile> kinds = EnumSet.complementOf(EnumSet.of(NatProfile.UDP_BLOCKED));
        return kinds.stream().flatMap(a -> kinds.stream().map(b -> Arguments.of(a, b)));
    }

    private static boolean isConeLike(NatProfile kind) {
        return kind.mapping() == NatBehavior.ENDPOINT_INDEPENDENT;
    }

    private static boolean isOpenByPort(NatProfile kind) {
        return isConeLike(kind) && kind.filtering() != NatBehavior.ADDRESS_AND_PORT_DEPENDENT;
    }

    /** The rule of the NAT laboratory: direct where the callee is public or a full cone, punched where ports need not be guessed. */
    @ParameterizedTest
    @MethodSource("pairs")
    void pairIsConnectedByPunchingIfNoPortNeedsToBeGuessed(NatProfile a, NatProfile b) {
        MemoryHost coordinator = host(NatProfile.NONE);
        MemoryHost caller = host(a);
        MemoryHost callee = host(b);
        Endpoint callerAt = seenBy(coordinator, caller);
        Endpoint calleeAt = seenBy(coordinator, callee);

        assertThat(reaches(caller, callee, calleeAt))
                .as("without a punch")
                .isEqualTo(b == NatProfile.NONE || b == NatProfile.FULL_CONE);

        callee.transport.punch(callerAt);
        caller.transport.punch(calleeAt);
        boolean connected = reaches(caller, callee, calleeAt) || reaches(callee, caller, callerAt);
        assertThat(connected).isEqualTo((isConeLike(a) && isConeLike(b)) || isOpenByPort(a) || isOpenByPort(b));
    }

    @Test
    void hostBehindABlockedPathReachesNobodyAndPunchesNobody() {
        MemoryHost inside = host(NatProfile.UDP_BLOCKED);
        MemoryHost outside = host(NatProfile.NONE);

        inside.transport.punch(outside.transport.boundEndpoint());
        assertThat(reaches(inside, outside, outside.transport.boundEndpoint())).isFalse();
        assertThat(outside.transport.counters().get(TransportCounter.NON_QUIC_DATAGRAM))
                .isZero();
    }

    @Test
    void punchArrivesAsADatagramThatIsNotQuic() {
        MemoryHost inside = host(NatProfile.PORT_RESTRICTED);
        MemoryHost outside = host(NatProfile.NONE);

        inside.transport.punch(outside.transport.boundEndpoint());
        time.advance(SECOND);

        assertThat(outside.transport.counters().get(TransportCounter.NON_QUIC_DATAGRAM))
                .isOne();
    }

    @Test
    void whatCannotBeDialedIsNotPunchedAndADialToItFailsAtOnce() {
        MemoryHost inside = host(NatProfile.PORT_RESTRICTED);
        Endpoint group = Endpoint.quic("224.0.0.1:4242");

        inside.transport.punch(group);
        assertThat(reaches(inside, inside, group)).isFalse();

        assertThat(inside.failure).isNotNull();
        assertThat(inside.failure.reason()).isEqualTo(DialFailure.Reason.BAD_ENDPOINT);
        assertThat(inside.now()).isZero();
    }

    /** Figures of quic-netty.md, T18: whoever dials before the other side has punched waits for its second first packet. */
    @ParameterizedTest
    @CsvSource({"0, 120", "100, 1120", "1500, 3120", "4000, 7120"})
    void firstPacketThatCameTooEarlyComesAgainAfterOneThreeAndSevenSeconds(long punchAfterMillis, long upAfterMillis) {
        network.link(SLOW);
        MemoryHost coordinator = host(NatProfile.NONE);
        MemoryHost caller = host(NatProfile.PORT_RESTRICTED);
        MemoryHost callee = host(NatProfile.PORT_RESTRICTED);
        Endpoint callerAt = seenBy(coordinator, caller);
        Endpoint calleeAt = seenBy(coordinator, callee);
        Duration begun = caller.now();

        caller.dialed = null;
        callee.transport
                .loop()
                .schedule(
                        () -> callee.transport.punch(callerAt),
                        Duration.ofMillis(punchAfterMillis).toNanos());
        caller.transport.dial(1, callee.id(), calleeAt, Duration.ofSeconds(10).toNanos());
        time.runUntil(() -> caller.dialed != null, Duration.ofSeconds(10));

        assertThat(caller.now().minus(begun)).isEqualTo(Duration.ofMillis(upAfterMillis));
    }

    @Test
    void lostFirstPacketCostsASecond() {
        network.link(SLOW);
        MemoryHost caller = host(NatProfile.NONE);
        MemoryHost callee = host(NatProfile.NONE);
        Duration begun = caller.now();

        network.loseDatagrams(1);
        caller.dial(callee);
        time.advance(Duration.ofMillis(500));
        network.loseDatagrams(0);
        time.runUntil(() -> caller.dialed != null, Duration.ofSeconds(10));

        assertThat(caller.now().minus(begun)).isEqualTo(Duration.ofMillis(1_120));
    }

    @Test
    void restartedRouterLetsNothingInUntilItsHostSends() {
        MemoryHost inside = host(NatProfile.PORT_RESTRICTED);
        MemoryHost outside = host(NatProfile.NONE);
        Connection out = inside.connect(outside);

        inside.transport.restartNat();
        MemoryHost.send(outside.accepted, 1, 1);
        time.advance(SECOND);
        assertThat(inside.arrivals).isEmpty();

        MemoryHost.send(out, 1, 2);
        time.advance(SECOND);
        assertThat(inside.arrivals).hasSize(1);
    }

    @Test
    void whatIsSentToAHostWhoseMappingHasEndedWaitsUntilItSendsItself() {
        MemoryHost inside =
                host(new HostProfile().withNat(NatProfile.CARRIER).withMappingTimeout(Duration.ofSeconds(30)));
        MemoryHost outside = host(NatProfile.NONE);
        Connection out = inside.connect(outside);
        Connection in = outside.accepted;
        assertThat(in).isNotNull();
        Endpoint before = in.remoteEndpoint();

        time.advance(Duration.ofSeconds(29));
        MemoryHost.send(in, 1, 1);
        time.advance(SECOND);
        assertThat(inside.arrivals).hasSize(1);
        time.advance(Duration.ofSeconds(28));
        MemoryHost.send(in, 1, 2);
        time.advance(SECOND);
        assertThat(inside.arrivals).as("its acknowledgement kept the mapping").hasSize(2);

        time.advance(Duration.ofSeconds(31));
        MemoryHost.send(in, 1, 3);
        time.advance(SECOND);
        assertThat(inside.arrivals).hasSize(2);

        MemoryHost.send(out, 1, 4);
        time.advance(SECOND);
        assertThat(outside.arrivals).hasSize(1);
        assertThat(inside.arrivals).hasSize(3);
        assertThat(in.remoteEndpoint()).as("the new port is followed").isNotEqualTo(before);
    }
}
