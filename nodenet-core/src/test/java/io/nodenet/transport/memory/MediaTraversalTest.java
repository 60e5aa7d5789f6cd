package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.BackpressureException;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaCounter;
import io.nodenet.transport.Connection;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Media sessions in memory through NATs and relays. */
class MediaTraversalTest {
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

    @Test
    void aSessionGoesThroughTheNatsThatAnEdgeHasOpened() {
        MemoryHost a = host(new HostProfile().withNat(NatProfile.PORT_RESTRICTED));
        MemoryHost b = host(new HostProfile().withNat(NatProfile.PORT_RESTRICTED));
        b.transport.punch(a.transport.boundEndpoint());
        Connection edge = a.connect(b);

        MediaCall call = a.call(b, edge.remoteEndpoint());
        call.near().datagram(1);
        call.far().datagram(2);
        time.advance(Duration.ofMinutes(5)); // the keepalive of the opener keeps the mappings
        call.far().datagram(3);
        time.advance(SECOND);

        assertThat(call.far().numbers()).containsExactly(1);
        assertThat(call.near().numbers()).containsExactly(2, 3);
    }

    @Test
    void aSessionWhoseNatForgetsTheCalleeEnds() {
        MemoryHost a = host();
        MemoryHost b = host(new HostProfile().withNat(NatProfile.PORT_RESTRICTED));
        b.transport.punch(a.transport.boundEndpoint());
        Connection edge = a.connect(b);
        MediaCall call = a.call(b, edge.remoteEndpoint());

        b.transport.restartNat();
        call.near().datagram(1);
        time.advance(Duration.ofSeconds(12));

        assertThat(call.far().datagrams).isEmpty();
        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PATH_DIED);
        assertThat(call.far().closed).isEqualTo(MediaCloseReason.PATH_DIED);
    }

    @Test
    void aSessionThroughARelayIsLimitedByIt() {
        RelayLimits limits = new RelayLimits(8, 50_000, 100_000, Duration.ofMinutes(2));
        RelayedHosts relay = new RelayedHosts(
                network, new HostProfile().withRelayLimits(limits), NatProfile.SYMMETRIC, NatProfile.SYMMETRIC);
        Connection edge = relay.connect();

        MediaCall call = relay.caller.call(relay.callee, edge.remoteEndpoint());
        long before = relay.count(TransportCounter.RELAY_DATAGRAMS);
        call.near().datagram(1);
        call.far().datagram(2);
        time.advance(SECOND);
        assertThat(call.far().numbers()).containsExactly(1);
        assertThat(call.near().numbers()).containsExactly(2);
        assertThat(relay.count(TransportCounter.RELAY_DATAGRAMS)).isGreaterThan(before);

        for (int i = 0; i < 200; i++) {
            call.near().datagram(i, 1200);
            time.advance(Duration.ofMillis(5));
        }
        call.near().session.sendMessage(16, MediaParty.payload(7, 60_000));
        time.advance(Duration.ofSeconds(5));

        assertThat(call.far().datagrams).hasSizeBetween(40, 150);
        assertThat(call.far().messages).hasSize(1);
        assertThat(call.near().closed).isNull();
        relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);
        time.advance(Duration.ofSeconds(12));
        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PATH_DIED);
        assertThat(call.far().closed).isEqualTo(MediaCloseReason.PATH_DIED);
    }

    @Test
    void messagesThatGetNowhereAreAbandonedAfterASecond() {
        RelayedHosts relay = new RelayedHosts(network);
        Connection edge = relay.connect();
        MediaCall call = relay.caller.call(relay.callee, edge.remoteEndpoint());
        relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);

        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sent.add(call.near().session.sendMessage(16, MediaParty.payload(i, 60_000)));
        }
        time.advance(Duration.ofMillis(900));
        assertThat(sent).filteredOn(CompletableFuture::isDone).hasSize(9); // the window of the connection
        time.advance(Duration.ofMillis(200));

        assertThat(sent.get(9)).isCompletedExceptionally();
        assertThat(sent.get(11))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(BackpressureException.class);
        assertThat(call.near().count(MediaCounter.TX_DROPPED_STALL)).isEqualTo(3);
        assertThat(call.near().closed).isNull();
    }

    /** Nothing is sent but what keeps the path open. */
    @Test
    void aCallerWhoseNatForgetsItKeepsTheSession() {
        MemoryHost a = host(new HostProfile().withNat(NatProfile.PORT_RESTRICTED));
        MemoryHost b = host();
        MediaCall call = a.call(b);

        a.transport.restartNat();
        time.advance(Duration.ofSeconds(30));
        call.far().datagram(1);
        time.advance(SECOND);

        assertThat(call.near().numbers()).containsExactly(1);
        assertThat(call.near().closed).isNull();
    }

    @Test
    void nothingIsTriedForASessionThatHasEnded() {
        RelayedHosts relay = new RelayedHosts(network);
        MediaCall call = relay.caller.call(relay.callee, relay.connect().remoteEndpoint());
        relay.volunteer.transport.closeRelay(RelayedHosts.SESSION);
        call.near().session.sendMessage(16, MediaParty.payload(1, 4));
        time.advance(Duration.ofSeconds(12));
        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PATH_DIED);

        long before = time.executed();
        time.advance(Duration.ofSeconds(10));

        assertThat(time.executed() - before).isLessThan(10);
    }
}
