package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.address.Endpoint;
import io.nodenet.transport.Connection;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TransportCounter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relay sessions on real sockets; the peers are hosts of the loopback network. */
@Timeout(120)
class QuicRelayIT {
    private static final String CALLER = "127.0.0.2";
    private static final String CALLEE = "127.0.0.3";
    private static final String STRANGER = "127.0.0.4";
    private static final long SESSION = 7;
    private static final String PUNCH = "006e7001";

    /** A host with a socket. */
    private static final class Host implements AutoCloseable {
        final DatagramSocket socket;

        Host(String address) throws IOException {
            socket = new DatagramSocket(QuicPeer.socketAddress(address, 0));
        }

        Endpoint endpoint() {
            return Endpoint.quic((InetSocketAddress) socket.getLocalSocketAddress());
        }

        void send(byte[] payload, Endpoint to) throws IOException {
            socket.send(new DatagramPacket(payload, payload.length, to.toSocketAddress()));
        }

        byte[] receive() throws IOException {
            return payload(receivePacket());
        }

        DatagramPacket receivePacket() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(QuicPeer.SECONDS));
            socket.receive(packet);
            return packet;
        }

        static byte[] payload(DatagramPacket packet) {
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        /** Returns how many datagrams have come that nobody has taken; all that were carried are there. */
        int drain() throws IOException {
            socket.setSoTimeout(1);
            int count = 0;
            try {
                while (true) {
                    socket.receive(new DatagramPacket(new byte[65_536], 65_536));
                    count++;
                }
            } catch (SocketTimeoutException empty) {
                return count;
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** A volunteer with one session between two hosts. */
    private static final class Fixture implements AutoCloseable {
        final QuicPeer volunteer;
        final Host caller = new Host(CALLER);
        final Host callee = new Host(CALLEE);
        final Endpoint callerSide;
        final Endpoint calleeSide;

        Fixture(Consumer<QuicTransportBuilder> settings) throws Exception {
            volunteer = new QuicPeer(settings);
            volunteer.openRelay(SESSION, caller.endpoint(), callee.endpoint());
            QuicPeer.Relay opened = volunteer.relay();
            assertThat(opened.refusal()).isNull();
            callerSide = Objects.requireNonNull(opened.callerSide());
            calleeSide = Objects.requireNonNull(opened.calleeSide());
            assertThat(hex(caller.receive())).as("opens a NAT of the volunteer").isEqualTo(PUNCH);
            assertThat(hex(callee.receive())).as("opens a NAT of the volunteer").isEqualTo(PUNCH);
        }

        Fixture() throws Exception {
            this(q -> {});
        }

        /** Both sides are heard from; what the callee sent last has arrived. */
        void pin() throws Exception {
            caller.send(new byte[] {1}, callerSide);
            await(TransportCounter.RELAY_UNPINNED, 1);
            callee.send(new byte[] {2}, calleeSide);
            assertThat(caller.receive()).containsExactly(2);
        }

        void send(byte[] payload) {
            try {
                caller.send(payload, callerSide);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void await(TransportCounter counter, long value) throws Exception {
            volunteer.await(counter.name(), () -> volunteer.count(counter) >= value);
        }

        @Override
        public void close() {
            volunteer.close();
            caller.close();
            callee.close();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyPayloadOfAPacketArrivesUnchangedFromTheOtherSide(boolean nio) throws Exception {
        try (Fixture f = new Fixture(q -> q.forceNio(nio))) {
            f.pin();
            for (int length : new int[] {1, 4, 1_200, 1_350, 1_452, 2_047}) {
                byte[] payload = random(length);
                f.caller.send(payload, f.callerSide);
                DatagramPacket there = f.callee.receivePacket();
                assertThat(Host.payload(there)).isEqualTo(payload);
                assertThat(there.getSocketAddress()).isEqualTo(f.calleeSide.toSocketAddress());

                f.callee.send(payload, f.calleeSide);
                DatagramPacket back = f.caller.receivePacket();
                assertThat(Host.payload(back)).isEqualTo(payload);
                assertThat(back.getSocketAddress()).isEqualTo(f.callerSide.toSocketAddress());
            }
            assertThat(f.volunteer.count(TransportCounter.RELAY_BYTES))
                    .isEqualTo(1 + 2 * (1 + 4 + 1_200 + 1_350 + 1_452 + 2_047));
        }
    }

    @Test
    void datagramLongerThanAnyPacketIsDroppedWhole() throws Exception {
        try (Fixture f = new Fixture()) {
            f.pin();
            f.caller.send(random(2_048), f.callerSide);
            f.caller.send(random(9_000), f.callerSide);
            f.caller.send(new byte[] {3}, f.callerSide);

            assertThat(f.callee.receive()).containsExactly(3);
            assertThat(f.volunteer.count(TransportCounter.RELAY_UNSENDABLE)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void emptyDatagramPinsItsSideAndDisturbsNoOther(boolean nio) throws Exception {
        try (Fixture f = new Fixture(q -> q.forceNio(nio))) {
            f.callee.send(new byte[0], f.calleeSide);
            f.await(TransportCounter.RELAY_UNPINNED, 1);
            for (int i = 0; i < 100; i++) {
                f.caller.send(new byte[i % 3 == 0 ? 0 : 1 + i], f.callerSide);
            }

            for (int i = 0; i < 100; i++) {
                if (i % 3 != 0) {
                    assertThat(f.callee.receive()).hasSize(1 + i);
                }
            }
            f.await(TransportCounter.RELAY_UNSENDABLE, 34);
            assertThat(f.callee.drain()).as("none comes twice").isZero();
        }
    }

    @Test
    void nothingFlowsTowardASideThatWasNotHeardFrom() throws Exception {
        try (Fixture f = new Fixture()) {
            f.caller.send(new byte[] {1}, f.callerSide);
            f.await(TransportCounter.RELAY_UNPINNED, 1);

            f.callee.send(HexFormat.of().parseHex(PUNCH), f.calleeSide);
            assertThat(hex(f.caller.receive())).isEqualTo(PUNCH);
            f.caller.send(new byte[] {4}, f.callerSide);
            assertThat(f.callee.receive()).as("the first one is gone").containsExactly(4);
        }
    }

    @Test
    void J07_datagramFromAnotherHostIsIgnored() throws Exception {
        try (Fixture f = new Fixture();
                Host stranger = new Host(STRANGER)) {
            stranger.send(new byte[] {9}, f.callerSide);
            stranger.send(new byte[] {9}, f.calleeSide);
            f.await(TransportCounter.RELAY_FOREIGN_SOURCE, 2);
            f.pin();
            stranger.send(new byte[] {9}, f.callerSide);
            stranger.send(new byte[] {9}, f.calleeSide);
            f.await(TransportCounter.RELAY_FOREIGN_SOURCE, 4);

            f.caller.send(new byte[] {1}, f.callerSide);
            assertThat(f.callee.receive()).containsExactly(1);
            assertThat(f.caller.drain() + stranger.drain()).isZero();
        }
    }

    @Test
    void J07_changeOfAPeersPortIsFollowed() throws Exception {
        try (Fixture f = new Fixture();
                Host rebound = new Host(CALLER)) {
            f.pin();
            rebound.send(new byte[] {5}, f.callerSide);
            assertThat(f.callee.receive()).containsExactly(5);

            f.callee.send(new byte[] {6}, f.calleeSide);

            assertThat(rebound.receive()).containsExactly(6);
            assertThat(f.caller.drain()).isZero();
        }
    }

    @Test
    void J08_sessionThatCarriesNothingEnds() throws Exception {
        RelayLimits limits = new RelayLimits(1, 250_000, 2_000_000, Duration.ofMillis(100));
        try (Fixture f = new Fixture(q -> q.relayLimits(limits))) {
            assertThat(f.volunteer.relay()).isEqualTo(new QuicPeer.Relay(SESSION, null, null, null));

            f.volunteer.awaitNothingLeft();
            rebind(f.callerSide);
            rebind(f.calleeSide);
            f.volunteer.openRelay(SESSION, f.caller.endpoint(), f.callee.endpoint());
            assertThat(f.volunteer.relay().callerSide())
                    .as("there is room for another")
                    .isNotNull();
        }
    }

    /** Takes the port of a side, which is possible only if the socket is closed. */
    private static void rebind(Endpoint side) throws IOException {
        new DatagramSocket(side.toSocketAddress()).close();
    }

    @Test
    void J08_closeOfTheTransportClosesAllSessions() throws Exception {
        try (Fixture f = new Fixture()) {
            f.volunteer.openRelay(8, f.caller.endpoint(), f.callee.endpoint());
            QuicPeer.Relay other = f.volunteer.relay();
            assertThatThrownBy(() -> rebind(f.callerSide)).isInstanceOf(IOException.class);

            f.volunteer.close();

            for (Endpoint side : List.of(f.callerSide, f.calleeSide, other.callerSide(), other.calleeSide())) {
                rebind(side);
            }
            assertThat(f.volunteer.relays).as("the transport knows").isEmpty();
        }
    }

    @Test
    void sessionThatIsClosedTakesItsSocketsWithItAndNobodyIsTold() throws Exception {
        try (Fixture f = new Fixture()) {
            f.volunteer.onLoop(() -> {
                f.volunteer.transport.closeRelay(SESSION);
                f.volunteer.transport.closeRelay(SESSION);
                f.volunteer.transport.openRelay(9, f.caller.endpoint(), f.callee.endpoint());
                f.volunteer.transport.closeRelay(9);
                f.volunteer.transport.openRelay(10, f.caller.endpoint(), f.callee.endpoint());
                return true;
            });

            assertThat(f.volunteer.relay().session()).isEqualTo(10);
            rebind(f.callerSide);
            rebind(f.calleeSide);
            assertThat(f.volunteer.onLoop(f.volunteer.transport::occupancy).relays())
                    .isOne();
        }
    }

    @Test
    void J09_neverMoreThan256SessionsHoweverManyAskAtOnce() throws Exception {
        try (QuicPeer volunteer = new QuicPeer();
                Host caller = new Host(CALLER);
                Host callee = new Host(CALLEE)) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int thread = 0; thread < 4; thread++) {
                int first = thread * 75;
                threads.execute(() -> {
                    for (int i = 0; i < 75; i++) {
                        volunteer.openRelay(first + i, caller.endpoint(), callee.endpoint());
                    }
                });
            }
            List<QuicPeer.Relay> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                answers.add(volunteer.relay());
            }
            threads.shutdown();

            List<QuicPeer.Relay> refused =
                    answers.stream().filter(a -> a.refusal() != null).toList();
            assertThat(answers.stream().map(QuicPeer.Relay::session).distinct()).hasSize(300);
            assertThat(refused).hasSize(300 - 256);
            assertThat(refused.get(0).refusal()).contains("256");
            assertThat(volunteer.count(TransportCounter.RELAY_SESSIONS)).isEqualTo(256);
            assertThat(volunteer.count(TransportCounter.RELAY_REFUSED)).isEqualTo(44);
            assertThat(answers.stream()
                            .flatMap(a -> Stream.of(a.callerSide(), a.calleeSide()))
                            .filter(Objects::nonNull)
                            .distinct())
                    .hasSize(512);
        }
    }

    @Test
    void J10_whatIsAboveTheRateIsDroppedAndTheSessionLives() throws Exception {
        int rate = 100_000;
        RelayLimits slow = new RelayLimits(1, rate, 2_000_000, Duration.ofMinutes(1));
        try (Fixture f = new Fixture(q -> q.relayLimits(slow))) {
            f.pin();
            byte[] packet = random(1_200);
            long begun = System.nanoTime();
            int arrived = 0;
            for (int sent = 1; sent <= 1_000; sent++) {
                f.caller.send(packet, f.callerSide);
                long upToNow = sent;
                f.volunteer.await("the datagram", () -> carried(f) + shaped(f) >= upToNow);
                arrived += f.callee.drain();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            arrived += f.callee.drain();

            assertThat(carried(f) * packet.length).isBetween(130_000L, 131_072 + (long) (rate * seconds) + 1);
            assertThat(arrived).isEqualTo((int) carried(f));
            long before = carried(f);
            f.volunteer.await("one more", () -> {
                f.send(new byte[1]);
                return carried(f) > before;
            });
            assertThat(f.callee.receive()).hasSize(1);
        }
    }

    /** Without the one that pinned. */
    private static long carried(Fixture f) {
        return f.volunteer.count(TransportCounter.RELAY_DATAGRAMS) - 1;
    }

    private static long shaped(Fixture f) {
        return f.volunteer.count(TransportCounter.RELAY_SHAPED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyDatagramIsCountedOnce(boolean nio) throws Exception {
        try (Fixture f = new Fixture(q -> q.forceNio(nio));
                Host stranger = new Host(STRANGER)) {
            SplittableRandom random = new SplittableRandom(3);
            List<Host> hosts = List.of(f.caller, f.callee, stranger);
            for (int sent = 1; sent <= 2_000; sent++) {
                hosts.get(random.nextInt(3))
                        .send(random(random.nextInt(3_000)), random.nextBoolean() ? f.callerSide : f.calleeSide);
                if (sent % 20 == 0) {
                    long upToNow = sent;
                    f.volunteer.await("all of them", () -> arrived(f) >= upToNow);
                }
            }

            assertThat(arrived(f)).isEqualTo(2_000);
            for (TransportCounter counter : ONE_OF) {
                assertThat(counter == TransportCounter.RELAY_CONGESTED || f.volunteer.count(counter) > 0)
                        .as(counter.name())
                        .isTrue();
            }
        }
    }

    private static final List<TransportCounter> ONE_OF = List.of(
            TransportCounter.RELAY_DATAGRAMS,
            TransportCounter.RELAY_FOREIGN_SOURCE,
            TransportCounter.RELAY_UNPINNED,
            TransportCounter.RELAY_SHAPED,
            TransportCounter.RELAY_CONGESTED,
            TransportCounter.RELAY_UNSENDABLE);

    private static long arrived(Fixture f) {
        return ONE_OF.stream().mapToLong(f.volunteer::count).sum();
    }

    @Test
    void edgeRunsThroughARelayEndToEnd() throws Exception {
        try (QuicPeer volunteer = new QuicPeer();
                QuicPeer caller = new QuicPeer(q -> q.bind(CALLER, 0));
                QuicPeer callee = new QuicPeer(q -> q.bind(CALLEE, 0))) {
            volunteer.openRelay(SESSION, caller.endpoint(), callee.endpoint());
            QuicPeer.Relay relay = volunteer.relay();
            Endpoint calleeSide = Objects.requireNonNull(relay.calleeSide());
            callee.onLoop(() -> {
                callee.transport.punch(calleeSide);
                return true;
            });
            volunteer.await("the punch", () -> volunteer.count(TransportCounter.RELAY_UNPINNED) == 1);

            Connection near = caller.tryDial(callee.id(), Objects.requireNonNull(relay.callerSide()))
                    .connection();
            byte[] large = random(60_000);
            caller.send(near, large);
            QuicPeer.Frame frame = callee.frame();

            assertThat(frame.bytes()).isEqualTo(large);
            assertThat(near.remoteId()).isEqualTo(callee.id());
            assertThat(frame.connection().remoteId()).isEqualTo(caller.id());
            assertThat(frame.connection().remoteEndpoint()).isEqualTo(calleeSide);
            callee.send(frame.connection(), large);
            assertThat(caller.frame().bytes()).isEqualTo(large);
            assertThat(volunteer.count(TransportCounter.ACCEPTED)).isZero();
            assertThat(callee.count(TransportCounter.NON_QUIC_DATAGRAM))
                    .as("the opening punch")
                    .isOne();
        }
    }

    /** Behind a wildcard each side is bound to the address from which its peer is reached (W4-13). */
    @Test
    void sidesOfAWildcardAreConcreteAddresses() throws Exception {
        List<InetAddress> addresses = List.of(InetAddress.getByName("127.0.0.1"));
        try (Fixture f = new Fixture(q -> q.bind("0.0.0.0", 0).localAddresses(() -> addresses))) {
            assertThat(List.of(f.callerSide, f.calleeSide))
                    .allMatch(side -> side.toString().startsWith("quic://127.0.0.1:"));
            f.pin();
        }
    }

    @Test
    void sessionToAPeerWithoutAWayIsRefusedAndTakesNoPlace() throws Exception {
        RelayLimits one = new RelayLimits(1, 250_000, 2_000_000, Duration.ofMinutes(1));
        try (QuicPeer volunteer = new QuicPeer(q -> q.relayLimits(one));
                Host peer = new Host(CALLER)) {
            volunteer.openRelay(1, peer.endpoint(), Endpoint.quic("192.0.2.1:4242"));
            assertThat(volunteer.relay().refusal()).contains("no route").contains("192.0.2.1");
            volunteer.openRelay(2, Endpoint.quic("relay.example:1"), peer.endpoint());
            assertThat(volunteer.relay().refusal()).contains("relay.example");

            volunteer.openRelay(3, peer.endpoint(), peer.endpoint());
            assertThat(volunteer.relay().refusal()).isNull();
        }
    }

    @Test
    void sessionsAtAnAddressThatIsGoneEnd() throws Exception {
        List<InetAddress> both = List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.5"));
        List<List<InetAddress>> now = new CopyOnWriteArrayList<>(List.of(both));
        try (Fixture f = new Fixture(q -> q.bind("0.0.0.0", 0).localAddresses(() -> now.get(0)))) {
            now.set(0, both.subList(1, 2));

            assertThat(f.volunteer.relay()).isEqualTo(new QuicPeer.Relay(SESSION, null, null, null));
            rebind(f.callerSide);
        }
    }
}
