package io.nodenet.examples;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.SendResult;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Path;

/** Sends each message back to whoever has sent it: {@code Echo FILE [ANCHOR...]}, where FILE keeps the identity. */
public final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws Exception {
        Identity identity = IdentityMinter.loadOrMint(Path.of(arguments[0]), 16); // seconds, the first time
        NodeBuilder builder =
                Node.builder().identity(identity).transport(QuicTransport.factory(quic -> quic.bind("0.0.0.0", 4242)));
        for (int i = 1; i < arguments.length; i++) {
            builder.anchor(arguments[i]); // <id>@<host>:<port>
        }
        Node node = builder.build();
        answer(node);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close)); // handles what is pending, then leaves
        node.start();
        System.out.println("Echoes at " + node.id() + "@" + node.endpoint().text());
    }

    /** Makes a node send back every message that it receives. */
    static void answer(Node node) {
        node.onMessage(message -> {
            SendResult result = node.send(message.originator(), message.payload());
            if (result != SendResult.ACCEPTED) {
                System.err.println("No echo to " + message.originator().shortText() + ": " + result);
            }
        });
    }
}
