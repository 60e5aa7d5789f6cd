package io.nodenet.test.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** The example of README.md: an application under test among three simulated peers. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureTestNodenet
class GreeterTest {
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Greeter.class)
    static class Application {}

    static class Greeter {
        private final NodenetTemplate nodenet;

        Greeter(NodenetTemplate nodenet) {
            this.nodenet = nodenet;
        }

        @NodenetListener
        void on(String name, NodeId from) {
            nodenet.send(from, "Hello, " + name);
        }
    }

    @Autowired
    TestNodenetNetwork network;

    @Autowired
    Node node;

    @AfterEach
    void reset() {
        network.reset(); // the next test may share the application and its network
    }

    @Test
    void everybodyIsGreetedWhoCanBeReached() {
        TestNodenetPeer alice = network.addPeer();
        TestNodenetPeer bob = network.addPeer();
        TestNodenetPeer carol = network.addPeer(bob); // has no edge to the application: Bob carries her messages
        alice.sendToApplication("Alice");
        carol.sendToApplication("Carol");
        alice.awaitDeliveries(1);
        carol.awaitDeliveries(1);
        assertThat(alice.texts()).containsExactly("Hello, Alice");
        assertThat(carol.texts()).containsExactly("Hello, Carol");

        network.partition(bob, carol);
        network.advance(Duration.ofMinutes(10)); // costs milliseconds
        assertThat(node.snapshot().connectivity().edges())
                .extracting(edge -> edge.peer())
                .containsExactly(alice.id());

        network.heal();
        network.advance(Duration.ofMinutes(1)); // Bob dials again
        carol.sendToApplication("Carol again");
        carol.awaitDeliveries(2);
        assertThat(carol.texts()).containsExactly("Hello, Carol", "Hello, Carol again");
    }
}
