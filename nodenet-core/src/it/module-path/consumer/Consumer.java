package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodenet.identity.Identity;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Mints two identities, connects their nodes over QUIC, and sends a message from one to the other. */
public final class Consumer {
    private static final int ATTEMPTS = 200;

    private Consumer() {}

    public static void main(String[] arguments) throws Exception {
        Path seeds = Files.createDirectories(Path.of(arguments[0]));
        BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
        try (Node anchor = node(seeds.resolve("anchor.seed")).build()) {
            anchor.onMessage(received::add);
            anchor.start();
            String address = anchor.id() + "@" + anchor.endpoint().text();
            try (Node sender = node(seeds.resolve("sender.seed")).anchor(address).build()) {
                sender.start();
                InboundMessage message = null;
                for (int i = 0; i < ATTEMPTS && message == null; i++) {
                    sender.send(anchor.id(), "hello".getBytes(UTF_8)); // unroutable until the edge is up
                    message = received.poll(100, TimeUnit.MILLISECONDS);
                }
                System.out.println(
                        Node.class.getModule().getName() + " delivered " + (message == null ? null : message.text()));
            }
        }
    }

    private static NodeBuilder node(Path seed) {
        Identity identity = IdentityMinter.loadOrMint(seed, 0);
        return Node.builder()
                .identity(identity)
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
    }
}
