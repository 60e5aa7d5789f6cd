package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeerPathsTest {
    @Test
    void connectionIdsOfOneConnectionShareItsPath() {
        PeerPaths paths = new PeerPaths(new SecureRandom());
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
        PeerPaths paths = new PeerPaths(new SecureRandom());
        ByteBuffer original = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        paths.initialFrom(new InetSocketAddress("192.0.2.1", 1));
        paths.newId(ByteBuffer.allocate(0), original, 8);
        paths.initialFrom(new InetSocketAddress("192.0.2.2", 1));
        assertThat(paths.size()).isZero();
        assertThat(paths.takeNewest()).isNull();
    }
}
