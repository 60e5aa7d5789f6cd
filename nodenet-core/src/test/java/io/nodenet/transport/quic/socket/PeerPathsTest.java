package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeerPathsTest {
    private long nowNanos;

    @Test
    void connectionIdsOfOneConnectionShareItsPath() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos);
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        paths.initialFrom(new InetSocketAddress("192.0.2.1", 1));
        ByteBuffer first = paths.newId(ByteBuffer.allocate(4), original, 8);
        PeerPath path = paths.takeNewest();
        Objects.requireNonNull(path);
        assertThat(paths.find(0x0102030405060708L)).isSameAs(path);
        assertThat(paths.find(first.getLong(0))).isSameAs(path);
        ByteBuffer second = paths.newId(first.duplicate(), 8);
        assertThat(second).isNotEqualTo(first);
        assertThat(paths.find(second.getLong(0))).isSameAs(path);
        assertThat(path.address().getHostAddress()).isEqualTo("192.0.2.1");
        paths.remove(path);
        assertThat(paths.size()).isZero();
    }

    @Test
    void connectionThatWasNeverSetUpLeavesNoIds() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos);
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        paths.initialFrom(new InetSocketAddress("192.0.2.1", 1));
        paths.newId(ByteBuffer.allocate(0), original, 8);
        paths.initialFrom(new InetSocketAddress("192.0.2.2", 1));
        assertThat(paths.size()).isZero();
        assertThat(paths.takeNewest()).isNull();
    }

    @Test
    void connectionThatRetiresItsIdsIsGivenUpAndLeavesABoundedTable() {
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos);
        paths.initialFrom(new InetSocketAddress("192.0.2.1", 1));
        ByteBuffer id = paths.newId(ByteBuffer.allocate(4), ByteBuffer.allocate(8), 8);
        PeerPath path = paths.takeNewest();
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
        PeerPaths paths = new PeerPaths(new SecureRandom(), () -> nowNanos);
        paths.initialFrom(new InetSocketAddress("192.0.2.1", 1));
        ByteBuffer id = paths.newId(ByteBuffer.allocate(4), ByteBuffer.allocate(8), 8);
        PeerPath path = paths.takeNewest();
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
