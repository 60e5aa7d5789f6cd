package io.nodenet.cli;

import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import picocli.CommandLine.Command;

/**
 * The command {@code nodenet rehearse}: runs a node, connects it and ends it, so that the class archive contains all classes needed for
 * that (decision 015).
 */
@Command(name = "rehearse", hidden = true, description = "Runs, connects and ends a node, for the archive of classes.")
final class RehearseCommand implements Callable<Integer> {
    private static final long WAIT_SECONDS = 30;

    private final Streams streams;

    RehearseCommand(Streams streams) {
        this.streams = streams;
    }

    private static NodeBuilder node() {
        return Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
    }

    private static String entryOf(Node node) {
        return node.id() + "@" + node.endpoint().text();
    }

    @Override
    public Integer call() throws Exception {
        CountDownLatch joined = new CountDownLatch(2);
        CountDownLatch reached = new CountDownLatch(2);
        try (Node anchor = node().build();
                PipedReader commands = new PipedReader();
                Writer person = new PipedWriter(commands)) {
            anchor.on(NodeEvent.PeerConnected.class, event -> joined.countDown());
            anchor.start();
            try (Node peer = node().anchor(entryOf(anchor))
                    .edgeAdmission((id, outbound) -> !outbound || id.equals(anchor.id()))
                    .build()) {
                peer.onMessage(message -> reached.countDown());
                peer.start();
                Thread typist = new Thread(() -> type(person, peer, joined, reached), "nodenet-rehearsal");
                typist.setDaemon(true);
                typist.start();
                int status = Nodenet.commandLine(
                                new Streams(commands, streams.out(), streams.err(), () -> false),
                                new SeedFiles(streams.err()),
                                RunOptions::build)
                        .execute(
                                "run",
                                "--console",
                                "--gate",
                                "--difficulty=0",
                                "--seed=" + "01".repeat(Identity.SEED_LENGTH),
                                "--listen=127.0.0.1:0",
                                "--anchor=" + entryOf(anchor));
                loadRest();
                return status;
            }
        }
    }

    /** Makes the node connect and exchange messages as a user at its console would, and lets it end. */
    private static void type(Writer person, Node peer, CountDownLatch joined, CountDownLatch reached) {
        try (person) {
            if (joined.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                for (String command : new String[] {"allow", "rendezvous", "connect", "direct", "sealed"}) {
                    person.write("{\"cmd\":\"" + command + "\",\"peer\":\"" + peer.id() + "\",\"hex\":\"00\"}\n");
                }
                person.flush();
                reached.await(WAIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException ended) {
            // the node has already ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads the other classes of the jar: hole punches and relays need classes that a rehearsal does not reach. */
    private static void loadRest() throws IOException, ReflectiveOperationException {
        Class<?> own = RehearseCommand.class;
        Path jar =
                Path.of(own.getProtectionDomain().getCodeSource().getLocation().getPath());
        if (!Files.isRegularFile(jar)) {
            return;
        }
        try (JarFile entries = new JarFile(jar.toFile())) {
            for (String name : (Iterable<String>) entries.stream().map(Object::toString)::iterator) {
                if (name.startsWith("io/nodenet/") && name.endsWith(".class") && !name.endsWith("package-info.class")) {
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                            false,
                            own.getClassLoader());
                }
            }
        }
    }
}
