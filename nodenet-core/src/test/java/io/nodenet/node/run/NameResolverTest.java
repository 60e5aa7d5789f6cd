package io.nodenet.node.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class NameResolverTest {
    private static final long WAIT_SECONDS = 20;
    private static final int THREADS = 2;

    private final HostPort name = HostPort.parse("127.0.0.1:4242");
    private final BlockingQueue<List<Endpoint>> results = new LinkedBlockingQueue<>();

    @Test
    void atMost256NamesWaitAndOneMoreIsUnresolvableAtOnce() throws Exception {
        CountDownLatch entered = new CountDownLatch(THREADS);
        CountDownLatch release = new CountDownLatch(1);
        try (NameResolver resolver = new NameResolver(NodeId.ZERO)) {
            for (int i = 0; i < THREADS; i++) {
                resolver.resolve(name, result -> {
                    entered.countDown();
                    awaitQuietly(release);
                    results.add(result);
                });
            }
            assertThat(entered.await(WAIT_SECONDS, SECONDS)).isTrue();
            for (int i = 0; i < 256; i++) {
                resolver.resolve(name, results::add);
            }
            assertThat(results).as("they wait").isEmpty();

            resolver.resolve(name, results::add);
            assertThat(results.poll()).isEqualTo(List.of());
            assertThat(results).isEmpty();

            release.countDown();
            for (int i = 0; i < THREADS + 256; i++) {
                assertThat(results.poll(WAIT_SECONDS, SECONDS)).containsExactly(Endpoint.quic("127.0.0.1:4242"));
            }
            resolver.resolve(name, results::add);
            assertThat(results.poll(WAIT_SECONDS, SECONDS))
                    .as("there is room again")
                    .isNotEmpty();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
