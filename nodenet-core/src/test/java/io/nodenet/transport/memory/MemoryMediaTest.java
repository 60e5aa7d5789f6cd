package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSendResult;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.TransportCounter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the network in memory does to media sessions; what every transport does is in the contract suite. */
class MemoryMediaTest {
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

    private static long count(MemoryHost host, TransportCounter counter) {
        return host.transport.counters().get(counter);
    }

    private static DialFailure.Reason reason(MemoryHost host) {
        DialFailure failure = host.mediaFailure;
        if (failure == null) {
            throw new AssertionError("The session was opened");
        }
        return failure.reason();
    }

    @Test
    void aSessionIsOpenAfterTwoRoundTripsAndCarriesBothWays() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(SLOW);
        Duration begun = time.elapsed();

        MediaCall call = a.call(b);
        Duration open = time.elapsed();
        call.near().datagram(1);
        call.far().datagram(2);
        CompletableFuture<Void> sent = call.near().session.sendMessage(20, MediaParty.payload(3, 60_000));
        call.far().session.sendMessage(20, ByteBuffer.allocate(0));
        time.advance(SECOND);

        assertThat(open).isEqualTo(begun.plus(DELAY.multipliedBy(4)));
        assertThat(call.far().datagrams).containsExactly(new MediaParty.Arrival(1, 4, open.plus(DELAY)));
        assertThat(call.near().datagrams).containsExactly(new MediaParty.Arrival(2, 4, open.plus(DELAY)));
        assertThat(call.far().messages).containsExactly(new MediaParty.Arrival(3, 60_000, open.plus(DELAY)));
        assertThat(call.near().messages).containsExactly(new MediaParty.Arrival(-1, 0, open.plus(DELAY)));
        assertThat(sent).isCompleted();
        assertThat(call.near().session.remoteEndpoint()).isEqualTo(b.transport.boundEndpoint());
        assertThat(call.far().session.remoteEndpoint()).isEqualTo(a.transport.boundEndpoint());
        assertThat(count(a, TransportCounter.MEDIA_OPENED)).isEqualTo(1);
        assertThat(count(b, TransportCounter.MEDIA_ACCEPTED)).isEqualTo(1);
        assertThat(a.transport.mediaCounters()).containsEntry(MediaCounter.TX_DATAGRAMS, 1L);
    }

    // ---- partitions

    @Test
    void datagramsVanishInAPartitionAndMessagesDoNot() {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall call = a.call(b);

        call.near().datagram(1);
        network.partition(a.id(), b.id()); // before it has arrived
        call.near().session.sendMessage(16, MediaParty.payload(2, 4));
        time.advance(SECOND);
        network.heal(a.id(), b.id());
        call.near().datagram(3);
        time.advance(SECOND);

        assertThat(call.far().numbers()).containsExactly(3);
        assertThat(call.far().messages).hasSize(1);
    }

    @Test
    void E03_aCallEndsAfterTenSecondsOfAPartitionAndTheEdgeOutlivesIt() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection edge = a.connect(b);
        MediaCall call = a.call(b);
        network.partition(a.id(), b.id());

        time.advance(Duration.ofMillis(9_900));
        assertThat(call.near().closed).isNull();
        assertThat(call.far().closed).isNull();
        time.advance(Duration.ofMillis(1_200));

        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PATH_DIED);
        assertThat(call.far().closed).isEqualTo(MediaCloseReason.PATH_DIED);
        assertThat(call.near().session.closed()).isCompletedWithValue(MediaCloseReason.PATH_DIED);
        assertThat(call.near().datagram(1)).isEqualTo(MediaSendResult.CLOSED);
        assertThat(a.mediaClosed).containsExactly(MediaCloseReason.PATH_DIED);
        assertThat(a.closed).isEmpty();
        time.advance(Duration.ofSeconds(9));
        network.heal(a.id(), b.id());
        MediaCall again = a.call(b);
        MemoryHost.send(edge, 1, 1);
        again.near().datagram(2);
        time.advance(SECOND);
        assertThat(again.far().numbers()).containsExactly(2);
        assertThat(b.arrivals).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "9"})
    void E04_aCallSurvivesAShortPartition(int seconds) {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall call = a.call(b);
        time.advance(Duration.ofMillis(2_900)); // a heartbeat is almost due

        for (int i = 0; i < 3; i++) {
            network.partition(a.id(), b.id());
            time.advance(Duration.ofSeconds(seconds));
            network.heal(a.id(), b.id());
            time.advance(Duration.ofSeconds(5));
        }
        time.advance(Duration.ofMinutes(1));
        call.far().datagram(1);
        time.advance(SECOND);

        assertThat(call.near().closed).isNull();
        assertThat(call.far().closed).isNull();
        assertThat(call.near().numbers()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPathThatIsDeadInOneDirectionEndsTheSessionOnBothSides(boolean there) {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall call = a.call(b);

        network.cut(there ? a.id() : b.id(), there ? b.id() : a.id());
        time.advance(Duration.ofSeconds(12));

        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PATH_DIED);
        assertThat(call.far().closed).isEqualTo(MediaCloseReason.PATH_DIED);
    }

    @Test
    void aSessionWithAKilledHostEndsAfterTenSeconds() {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall call = a.call(b);

        network.kill(b.id());
        time.advance(Duration.ofSeconds(9));
        assertThat(call.near().closed).isNull();
        time.advance(Duration.ofSeconds(2));

        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PATH_DIED);
    }

    // ---- liveness

    @Test
    void aCallInWhichTheOpenerOnlyListensLives() {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall call = a.call(b);

        time.advance(Duration.ofMillis(60_500));

        assertThat(call.near().closed).isNull();
        assertThat(call.near().count(MediaCounter.TX_HEARTBEATS)).isBetween(15L, 20L);
        assertThat(call.far().count(MediaCounter.RX_HEARTBEATS))
                .isEqualTo(call.near().count(MediaCounter.TX_HEARTBEATS));
        assertThat(call.far().datagrams).isEmpty();
    }

    /** Its connection lives, as that of a peer that answers pings and sends no frame. */
    @Test
    void anOpenerOfWhichNoFrameComesLosesTheSession() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withLoss(0.999_999));
        MediaCall call = a.call(b);

        time.advance(Duration.ofSeconds(9));
        assertThat(call.far().closed).isNull();
        time.advance(Duration.ofSeconds(3));

        assertThat(call.far().closed).isEqualTo(MediaCloseReason.SILENT);
        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PEER_CLOSED);
    }

    // ---- opening and closing

    @Test
    void K08_aPeerWithoutMediaIsUnsupportedAndTheEdgeStays() {
        MemoryHost a = host();
        MemoryHost b = host();
        Connection edge = a.connect(b);
        network.setMediaSupport(b.id(), false);
        assertThat(b.transport.hasMedia()).isFalse();

        a.beginMedia(b.id(), b.transport.boundEndpoint(), SECOND);
        time.advance(SECOND);
        assertThat(reason(a)).isEqualTo(DialFailure.Reason.UNSUPPORTED);
        b.beginMedia(a.id(), a.transport.boundEndpoint(), SECOND);
        assertThat(b.mediaFailure).isNull();
        time.advance(SECOND);

        assertThat(reason(b)).isEqualTo(DialFailure.Reason.UNSUPPORTED);
        assertThat(count(a, TransportCounter.MEDIA_OPEN_FAILED)).isEqualTo(1);
        MemoryHost.send(edge, 1, 1);
        time.advance(SECOND);
        assertThat(b.arrivals).hasSize(1);
        network.setMediaSupport(b.id(), true);
        a.call(b);
    }

    @Test
    void nobodyAtTheEndpointOrSomebodyElseFailsTheOpening() {
        MemoryHost a = host();
        MemoryHost b = host();
        MemoryHost c = host();

        a.beginMedia(c.id(), b.transport.boundEndpoint(), SECOND);
        time.advance(SECOND);
        assertThat(reason(a)).isEqualTo(DialFailure.Reason.IDENTITY_MISMATCH);
        network.partition(a.id(), b.id());
        a.beginMedia(b.id(), b.transport.boundEndpoint(), SECOND);
        time.advance(SECOND);
        assertThat(reason(a)).isEqualTo(DialFailure.Reason.TIMEOUT);
        a.beginMedia(b.id(), b.transport.boundEndpoint(), SECOND);
        a.transport.cancelMedia(1);
        time.advance(SECOND);

        assertThat(reason(a)).isEqualTo(DialFailure.Reason.CANCELLED);
        assertThat(count(a, TransportCounter.MEDIA_OPEN_FAILED)).isEqualTo(3);
        assertThat(count(a, TransportCounter.DIALS_FAILED)).isZero();
        assertThat(b.accepts).isEmpty();
    }

    /** Asserts that a session is opened and then closed by the callee, which does not hear of it, as over QUIC. */
    private void assertBusy(MemoryHost caller, MemoryHost callee) {
        int before = callee.accepts.size();
        caller.beginMedia(callee.id(), callee.transport.boundEndpoint(), SECOND);
        time.advance(SECOND);

        assertThat(caller.opened.handOver(Runnable::run, PathKind.DIRECT).closed())
                .isCompletedWithValue(MediaCloseReason.BUSY);
        assertThat(callee.accepts).hasSize(before);
    }

    @Test
    void callsHaveSlotsOfTheirOwn() {
        MemoryHost a = host(new HostProfile().withMaxInbound(1, 0));
        MemoryHost b = host();
        b.connect(a);
        List<MediaCall> calls = new ArrayList<>();
        for (int i = 0; i < MemoryMedia.MAX_INBOUND; i++) {
            calls.add(b.call(a));
        }

        assertBusy(b, a);
        assertThat(count(a, TransportCounter.MEDIA_REFUSED_TOTAL)).isEqualTo(1);
        a.call(b);
        calls.get(0).far().session.close();
        time.advance(SECOND);
        b.call(a);
    }

    @Test
    void oneAddressHasOnlySoManyCalls() {
        MemoryHost a = host(new HostProfile().withMaxInbound(10, 2));
        MemoryHost b = host();
        b.call(a);
        b.call(a);

        assertBusy(b, a);
        assertThat(count(a, TransportCounter.MEDIA_REFUSED_ADDRESS)).isEqualTo(1);
        host().call(a);
    }

    @ParameterizedTest
    @EnumSource(
            value = MediaCloseReason.class,
            names = {"DECLINED", "BUSY", "PROOF_OF_WORK", "UNANSWERED"})
    void aRefusedOpenerIsToldWhy(MediaCloseReason why) {
        MemoryHost a = host();
        MediaCall call = a.call(host());

        call.far().connection.close(why);
        time.advance(SECOND);

        assertThat(call.far().closed).isEqualTo(why);
        assertThat(call.near().closed).isEqualTo(why);
    }

    @Test
    void anEarlyCloseWithoutAReasonOrAFrameIsARefusal() {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall refused = a.call(b);
        MediaCall answered = a.call(b);
        MediaCall late = a.call(b);

        answered.far().datagram(1);
        refused.far().session.close();
        answered.far().session.close();
        time.advance(Duration.ofSeconds(3));
        late.far().session.close();
        time.advance(SECOND);

        assertThat(refused.near().closed).isEqualTo(MediaCloseReason.REFUSED);
        assertThat(answered.near().numbers()).containsExactly(1);
        assertThat(answered.near().closed).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(late.near().closed).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(late.far().closed).isEqualTo(MediaCloseReason.CLOSED);
    }

    @Test
    void theEndOfAHostEndsItsSessions() {
        MemoryHost a = host();
        MemoryHost b = host();
        MediaCall call = a.call(b);
        time.advance(Duration.ofSeconds(3));

        b.transport.close();
        time.advance(SECOND);

        assertThat(call.far().closed).isEqualTo(MediaCloseReason.SHUTDOWN);
        assertThat(call.near().closed).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(b.mediaClosed).containsExactly(MediaCloseReason.SHUTDOWN);
    }

    @Test
    void edgesAndSessionsDoNotEndEachOther() {
        MemoryHost a = host();
        MemoryHost b = host();
        a.connect(b);
        MediaCall call = a.call(b);

        network.breakConnections(a.id(), b.id());
        call.near().datagram(1);
        time.advance(SECOND);
        Connection again = a.connect(b);
        call.near().session.close();
        time.advance(SECOND);
        MemoryHost.send(again, 1, 1);
        time.advance(SECOND);

        assertThat(call.far().numbers()).containsExactly(1);
        assertThat(call.far().closed).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(b.arrivals).hasSize(1);
    }

    @Test
    void K13_aCallMovesToASecondSessionWithoutLosingADatagram() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(SLOW);
        MediaCall first = a.call(b);
        MediaCall second = a.call(b);

        for (int i = 1; i <= 100; i++) {
            MediaParty sender = i <= 50 ? first.near() : second.near();
            sender.datagram(i);
            if (i == 51) {
                first.near().session.close();
            }
            time.advance(Duration.ofMillis(5));
        }
        time.advance(SECOND);

        assertThat(first.far().numbers())
                .isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
        assertThat(second.far().numbers())
                .isEqualTo(IntStream.rangeClosed(51, 100).boxed().toList());
        assertThat(first.far().closed).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(second.far().closed).isNull();
    }
}
