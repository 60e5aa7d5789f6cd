package io.nodenet.test.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An application with a web server in a network in memory. */
@SpringBootTest(classes = EchoApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureTestNodenet
class WebApplicationTest {
    @LocalServerPort
    int port;

    @Test
    void thePeerReachesTheListenerBesideTheWebServer(@Autowired TestNodenetNetwork network) {
        TestNodenetPeer peer = network.addPeer();

        peer.sendToApplication("hello");

        peer.awaitDeliveries(1);
        assertThat(peer.texts()).containsExactly("echo hello");
        assertThat(port).isPositive();
    }
}
