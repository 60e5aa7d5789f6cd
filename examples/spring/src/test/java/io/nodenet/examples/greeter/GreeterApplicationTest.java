package io.nodenet.examples.greeter;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.test.spring.AutoConfigureTestNodenet;
import io.nodenet.test.spring.TestNodenetNetwork;
import io.nodenet.test.spring.TestNodenetPeer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureTestNodenet
class GreeterApplicationTest {
    @Test
    void aPeerThatIntroducesItselfIsGreeted(@Autowired TestNodenetNetwork network) {
        TestNodenetPeer alice = network.addPeer();
        TestNodenetPeer bob = network.addPeer(alice); // has no edge to the application: Alice carries his messages

        bob.sendToApplication("{\"name\":\"Bob\"}");

        bob.awaitDeliveries(1);
        assertThat(bob.texts()).singleElement().asString().endsWith("{\"text\":\"Hello, Bob\"}");
        assertThat(alice.texts()).isEmpty();
    }
}
