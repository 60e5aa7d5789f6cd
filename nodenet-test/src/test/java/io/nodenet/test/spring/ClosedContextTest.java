package io.nodenet.test.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.media.MediaSession;
import io.nodenet.node.Node;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContextManager;

/** What is left of an application under test once its context is closed: up to 2.5 MiB each, which a suite of many contexts has not got. */
class ClosedContextTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);

    @SpringBootTest(
            classes = EchoApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = "nodenet.media.consent=all")
    @AutoConfigureTestNodenet
    static class Tested {}

    /** What is to be forgotten of an application, and what its test may still have in its fields. */
    private record Used(List<WeakReference<Object>> application, TestNodenetNetwork network, TestNodenetPeer peer) {}

    /** Runs an application as the test framework does, does with it what tests do, and closes it. */
    private static Used used() throws Exception {
        TestContextManager manager = new TestContextManager(Tested.class);
        manager.prepareTestInstance(new Tested());
        ApplicationContext context = manager.getTestContext().getApplicationContext();
        TestNodenetNetwork network = context.getBean(TestNodenetNetwork.class);
        TestNodenetPeer peer = network.addPeer();
        peer.sendToApplication("hello");
        peer.awaitDeliveries(1);
        MediaSession session = peer.callApplication();
        network.partition(peer);
        network.advance(Duration.ofMinutes(1));
        List<WeakReference<Object>> left = new ArrayList<>();
        left.add(new WeakReference<>(context));
        left.add(new WeakReference<>(context.getBean(Node.class)));
        left.add(new WeakReference<>(context.getBean(EchoApplication.Echo.class)));
        left.add(new WeakReference<>(session));
        manager.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        return new Used(left, network, peer);
    }

    private static void assertForgotten(List<WeakReference<Object>> left) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (left.stream().anyMatch(reference -> reference.get() != null) && System.nanoTime() - deadline < 0) {
            System.gc();
            LockSupport.parkNanos(POLL.toNanos());
        }
        assertThat(left).extracting(reference -> reference.get()).containsOnlyNulls();
    }

    @Test
    void nothingKeepsAClosedContextAlive() throws Exception {
        List<WeakReference<Object>> left = new ArrayList<>();
        Used used = used();
        left.addAll(used.application);
        left.add(new WeakReference<>(used.network));
        left.add(new WeakReference<>(used.peer));
        used = null;

        assertForgotten(left);
    }

    @Test
    void testThatStillHasTheNetworkAndItsPeersDoesNotKeepTheContextAlive() throws Exception {
        Used used = used();

        assertForgotten(used.application);

        assertThat(used.peer.node().isAlive())
                .as("%s of %s", used.peer, used.network)
                .isFalse();
    }
}
