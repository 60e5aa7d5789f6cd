package io.nodenet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.quic.QuicTransport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Two nodes in one process: Bob joins through Alice and sends her a greeting. */
public final class Hello {
    private Hello() {}

    public static void main(String[] arguments) throws Exception {
        CompletableFuture<String> greeting = new CompletableFuture<>();
        try (Node alice = node().build()) {
            alice.onMessage(message -> greeting.complete(message.text()));
            alice.start();
            String anchor = alice.id() + "@" + alice.endpoint().text();
            try (Node bob = node().anchor(anchor).build()) {
                bob.on(NodeEvent.PeerConnected.class, event -> bob.send(event.peer(), "Hello, Alice".getBytes(UTF_8)));
                bob.start();
                System.out.println(greeting.get(10, TimeUnit.SECONDS));
            }
        }
    }

    /** An identity for this run only, without proof of work: the two are the whole network. */
    private static NodeBuilder node() {
        return Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
    }
}
