package io.nodenet.sample.messenger.demo;

import io.nodenet.node.Node;
import io.nodenet.pow.IdentityMiner;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Alice and Bob, each a messenger in a process of its own, and the entry point that both know, a node in this one. */
final class DemoNetwork implements AutoCloseable {
    private final Node entry;
    private final MessengerProcess alice;
    private final MessengerProcess bob;

    private DemoNetwork(Node entry, MessengerProcess alice, MessengerProcess bob) {
        this.entry = entry;
        this.alice = alice;
        this.bob = bob;
    }

    /**
     * Starts all three.
     *
     * @param directory holds the identities, databases and logs
     * @param port where Alice's page is; Bob's is at the next
     * @throws DemoException if a port is in use
     */
    static DemoNetwork start(Path directory, int port) throws IOException {
        requireFree("Alice", port);
        requireFree("Bob", port + 1);
        Files.createDirectories(directory);
        Node entry = Node.builder()
                .identity(IdentityMiner.loadOrMint(directory.resolve("entry.seed"), ProofOfWork.DEFAULT_DIFFICULTY))
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        entry.start();
        String bootstrap = entry.id() + "@" + entry.endpoint().text();
        MessengerProcess alice = launch("Alice", directory.resolve("alice"), port, bootstrap);
        return new DemoNetwork(entry, alice, launch("Bob", directory.resolve("bob"), port + 1, bootstrap));
    }

    /**
     * Waits until both messengers answer.
     *
     * @throws DemoException if one does not come up
     */
    void awaitReady() throws InterruptedException {
        alice.awaitReady();
        bob.awaitReady();
    }

    private static MessengerProcess launch(String name, Path directory, int port, String bootstrap) throws IOException {
        Path jar = Path.of(System.getProperty("java.class.path"));
        List<String> options = List.of("--nodenet.bootstrap=" + bootstrap);
        return MessengerProcess.launch(new MessengerProcess.Plan(jar, List.of(), name, directory, port, options));
    }

    private static void requireFree(String name, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new DemoException(
                    "port " + port + ", which " + name
                            + "'s page needs, is in use: stop what listens there, or say --port",
                    e);
        }
    }

    MessengerProcess alice() {
        return alice;
    }

    MessengerProcess bob() {
        return bob;
    }

    /** Makes Alice and Bob contacts of each other, unless they are already. */
    void introduce() throws InterruptedException {
        alice.befriend(bob);
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
        entry.close();
    }
}
