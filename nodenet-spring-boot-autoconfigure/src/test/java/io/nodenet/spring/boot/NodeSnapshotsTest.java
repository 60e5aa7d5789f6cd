package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeSnapshotsTest {
    private final NodeSnapshot snapshot = snapshot();
    private int asked;
    private boolean hangs;
    private long nowNanos;
    private final NodeSnapshots snapshots = new NodeSnapshots(this::ask, () -> nowNanos);

    private static NodeSnapshot snapshot() {
        Node node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        node.close();
        return node.snapshot();
    }

    private NodeSnapshot ask() {
        asked++;
        if (hangs) {
            nowNanos += Duration.ofSeconds(5).toNanos();
            throw new NodenetTimeoutException("thrown on purpose");
        }
        return snapshot;
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    @Test
    void nodeIsAskedOnceInHalfASecond() {
        assertThat(snapshots.get()).isSameAs(snapshots.get());
        assertThat(asked).isOne();

        pass(Duration.ofMillis(501));
        snapshots.get();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whoAsksAfterALoopDidNotAnswerDoesNotWaitForItAgain() {
        snapshots.get();
        pass(Duration.ofSeconds(1));
        hangs = true;
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(snapshots::get).isInstanceOf(NodenetTimeoutException.class);
        }
        assertThat(asked).isEqualTo(2);

        hangs = false;
        pass(Duration.ofMillis(5001));
        assertThat(snapshots.get()).isSameAs(snapshot);
    }
}
