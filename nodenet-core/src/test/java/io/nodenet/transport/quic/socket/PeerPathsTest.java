package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeerPathsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 1);
    private static final InetSocketAddress OTHER_PORT = new InetSocketAddress("192.0.2.1", 2);
    private static final InetSocketAddress THIRD_PORT = new InetSocketAddress("192.0.2.1", 3);

    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final CodecAddresses codecAddresses = new CodecAddresses();
    private final Channel socket = new EmbeddedChannel();
    private long nowNanos;

    private InetSocketAddress remote(InetSocketAddress codecAddress) {
        return Objects.requireNonNull(codecAddresses.find(codecAddress)).remote();
    }

    private PeerPath open(PeerPaths paths) {
        PeerPath path = paths.beginOpening(socket, PEER);
        paths.newId(ByteBuffer.allocate(4), ByteBuffer.allocate(8), 8);
        assertThat(paths.takeOpened()).isSameAs(path);
        return path;
    }

    private void passMillis(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** A packet is read; one that was not read before brings data. */
    private static boolean read(PeerPath path, InetSocketAddress sender, boolean fresh) {
        boolean known = path.beginReading(sender);
        if (fresh) {
            path.onData();
        }
        path.endReading();
        return known;
    }

    @Test
    void newPortIsFollowedOnceTheOldOneIsSilent() {
        PeerPath path = open(new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses));

        for (int rebinding = 1; rebinding <= 40; rebinding++) {
            InetSocketAddress before = path.remote();
            InetSocketAddress next = new InetSocketAddress("192.0.2.1", 1 + rebinding);
            assertThat(read(path, next, true)).isTrue();
            passMillis(PeerPath.SILENCE_MILLIS - 1);
            assertThat(path.remote()).isEqualTo(before);
            passMillis(1);
            assertThat(path.remote()).isEqualTo(next);
            assertThat(counters.get(TransportCounter.REBINDING_FOLLOWED)).isEqualTo(rebinding);
        }
        assertThat(counters.get(TransportCounter.REBINDING_REFUSED)).isZero();
    }

    @Test
    void copyFromAnotherPortIsNotFollowedWhicheverComesFirst() {
        PeerPath path = open(new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses));

        for (int i = 0; i < 100; i++) {
            boolean copyFirst = i % 2 == 0;
            passMillis(3_000);
            read(path, copyFirst ? OTHER_PORT : PEER, true);
            passMillis(PeerPath.SILENCE_MILLIS - 1);
            read(path, copyFirst ? PEER : OTHER_PORT, false);
            passMillis(3_000);
            assertThat(path.remote()).isEqualTo(PEER);
        }
        assertThat(counters.get(TransportCounter.REBINDING_FOLLOWED)).isZero();
        assertThat(counters.get(TransportCounter.REBINDING_REFUSED)).isEqualTo(50);
    }

    @Test
    void packetThatBringsNothingIsNoReasonToFollowItsSource() {
        PeerPath path = open(new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses));

        read(path, OTHER_PORT, false);
        path.onData();
        passMillis(10_000);

        assertThat(path.remote()).isEqualTo(PEER);
    }

    @Test
    void lastOfSeveralNewPortsIsFollowed() {
        PeerPath path = open(new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses));

        read(path, OTHER_PORT, true);
        passMillis(PeerPath.SILENCE_MILLIS - 1);
        read(path, THIRD_PORT, true);
        passMillis(PeerPath.SILENCE_MILLIS - 1);
        assertThat(path.remote()).isEqualTo(PEER);
        passMillis(1);

        assertThat(path.remote()).isEqualTo(THIRD_PORT);
        assertThat(read(path, OTHER_PORT, false)).isTrue();
        assertThat(path.remote()).isEqualTo(THIRD_PORT);
    }

    @Test
    void otherAddressIsForeignWhateverItsPort() {
        PeerPath path = open(new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses));

        assertThat(read(path, new InetSocketAddress("192.0.2.2", 1), true)).isFalse();
        passMillis(10_000);

        assertThat(path.remote()).isEqualTo(PEER);
    }

    @Test
    void codecSeesOneAddressOfItsOwnForEachConnection() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses);
        PeerPath first = open(paths);
        PeerPath second = open(paths);
        InetSocketAddress shown = first.codecAddress();
        assertThat(second.codecAddress()).isNotEqualTo(shown);

        read(first, OTHER_PORT, true);
        passMillis(PeerPath.SILENCE_MILLIS);

        assertThat(remote(shown)).isEqualTo(OTHER_PORT);
        assertThat(remote(second.codecAddress())).isEqualTo(PEER);
        assertThat(codecAddresses.find(PEER))
                .as("an address that is not made up")
                .isNull();
        paths.remove(first);
        assertThat(codecAddresses.find(shown)).as("its connection has ended").isNull();
        paths.remove(second);
        assertThat(paths.connections()).isZero();
    }

    @Test
    void codecSeesAnAddressOfThePeersFamily() throws UnknownHostException {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses);
        InetAddress ipv6 = InetAddress.getByName("2001:db8::1");

        PeerPath path = paths.beginOpening(socket, new InetSocketAddress(ipv6, 1));

        assertThat(path.codecAddress().getAddress()).isInstanceOf(Inet6Address.class);
        assertThat(remote(path.codecAddress())).isEqualTo(new InetSocketAddress(ipv6, 1));
        paths.endOpening();
        assertThat(codecAddresses.find(path.codecAddress())).isNull();
        assertThat(open(paths).codecAddress().getAddress()).isInstanceOf(Inet4Address.class);
    }

    @Test
    void connectionIdsOfOneConnectionShareItsPath() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses);
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        paths.beginOpening(socket, new InetSocketAddress("192.0.2.1", 1));
        ByteBuffer first = paths.newId(ByteBuffer.allocate(4), original, 8);
        PeerPath path = paths.takeOpened();
        Objects.requireNonNull(path);
        assertThat(paths.find(0x0102030405060708L)).isSameAs(path);
        assertThat(paths.find(first.getLong(0))).isSameAs(path);
        ByteBuffer second = paths.newId(first.duplicate(), 8);
        assertThat(second).isNotEqualTo(first);
        assertThat(paths.find(second.getLong(0))).isSameAs(path);
        assertThat(path.remote().getHostString()).isEqualTo("192.0.2.1");
        paths.remove(path);
        assertThat(paths.size()).isZero();
    }

    @Test
    void connectionThatWasNeverSetUpLeavesNoIds() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses);
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        paths.beginOpening(socket, new InetSocketAddress("192.0.2.1", 1));
        paths.newId(ByteBuffer.allocate(0), original, 8);
        paths.beginOpening(socket, new InetSocketAddress("192.0.2.2", 1));
        paths.endOpening();
        assertThat(paths.size()).isZero();
        assertThat(paths.connections()).isZero();
        assertThat(paths.takeOpened()).isNull();
    }

    @Test
    void connectionThatRetiresItsIdsIsGivenUpAndLeavesABoundedTable() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses);
        paths.beginOpening(socket, new InetSocketAddress("192.0.2.1", 1));
        ByteBuffer id = paths.newId(ByteBuffer.allocate(4), ByteBuffer.allocate(8), 8);
        PeerPath path = paths.takeOpened();
        Objects.requireNonNull(path);
        AtomicInteger floods = new AtomicInteger();
        path.onFlood(floods::incrementAndGet);

        for (int i = 1; i < PeerPath.MAX_ISSUED_AT_ONCE; i++) {
            paths.newId(id.duplicate(), 8);
        }
        assertThat(floods).hasValue(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(paths.newId(id.duplicate(), 8).remaining())
                    .as("the codec must get an ID")
                    .isEqualTo(8);
        }

        assertThat(floods).as("given up once").hasValue(1);
        assertThat(paths.size()).as("the issued ones and the client's own").isEqualTo(PeerPath.MAX_ISSUED_AT_ONCE + 1);
        paths.remove(path);
        assertThat(paths.size()).isZero();
    }

    @Test
    void connectionThatNeedsAnIdNowAndThenLives() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos, counters, codecAddresses);
        paths.beginOpening(socket, new InetSocketAddress("192.0.2.1", 1));
        ByteBuffer id = paths.newId(ByteBuffer.allocate(4), ByteBuffer.allocate(8), 8);
        PeerPath path = paths.takeOpened();
        Objects.requireNonNull(path);
        path.onFlood(() -> {
            throw new AssertionError("given up");
        });

        for (int i = 0; i < 10 * PeerPath.MAX_ISSUED_AT_ONCE; i++) {
            ByteBuffer next = paths.newId(id.duplicate(), 8);
            assertThat(paths.find(next.getLong(0))).isSameAs(path);
            nowNanos += Duration.ofMinutes(1).toNanos();
        }
    }
}
