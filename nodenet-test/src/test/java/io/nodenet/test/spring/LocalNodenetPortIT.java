package io.nodenet.test.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.transport.quic.QuicTransport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

/** The port of a node with real sockets. */
@SpringBootTest(
        classes = EchoApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "nodenet.network.difficulty=0",
            "nodenet.transport.quic.address=127.0.0.1",
            "nodenet.transport.quic.port=0",
            "nodenet.events.enabled=false",
            "nodenet.identity.seed=7777777777777777777777777777777777777777777777777777777777777777"
        })
class LocalNodenetPortIT {
    private static final long WAIT_SECONDS = 20;

    @LocalNodenetPort
    int port;

    @Autowired
    Node node;

    @Test
    void othersReachTheNodeAtThePort() throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        CountDownLatch connected = new CountDownLatch(1);
        try (Node other = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(node.id() + "@127.0.0.1:" + port)
                .build()) {
            other.onMessage(message -> answers.add(message.text()));
            other.on(NodeEvent.PeerConnected.class, event -> connected.countDown());
            other.start();
            assertThat(connected.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();

            other.sendReportingCopies(node.id(), "hello".getBytes()).get(WAIT_SECONDS, TimeUnit.SECONDS);

            assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("echo hello");
        }
    }

    @Test
    void thePortIsKnownWhenTheWebServerStarts(@Autowired EchoApplication.Echo application) {
        assertThat(application.portWhenTheWebServerStarted).isEqualTo(Integer.toString(port));
    }

    @Test
    @DirtiesContext
    void thePortIsThatOfNowAndNoneWhileTheNodeDoesNotRun(@Autowired ConfigurableApplicationContext context) {
        node.close();
        assertThat(context.getEnvironment().getProperty("local.nodenet.port")).isNull();

        node.start();

        assertThat(context.getEnvironment().getProperty("local.nodenet.port", Integer.class))
                .isEqualTo(node.endpoint().toSocketAddress().getPort());
    }
}
