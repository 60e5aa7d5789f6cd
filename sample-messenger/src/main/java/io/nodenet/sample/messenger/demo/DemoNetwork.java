package io.nodenet.sample.messenger.demo;

import io.nodenet.node.Node;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.messenger.client.MessengerClient;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Alice and Bob, each a messenger in a process of its own, and the anchor that both know, a node in this one. */
final class DemoNetwork implements AutoCloseable {
    /** The archive of classes that ./demo found; absent without one. */
    private static final String ARCHIVE = "demo.archive";

    private static final String LAID_DOWN_BEANS = "-Dspring.aot.enabled=true";

    private final Path directory;
    private final int port;
    private final List<SampleProcess<MessengerClient>> messengers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Node anchorNode;

    /**
     * Makes a network that is not started.
     *
     * @param directory holds the identities, databases and logs
     * @param port where Alice's page is; Bob's is at the next
     */
    DemoNetwork(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts all three and waits until both messengers answer.
     *
     * @throws DemoException if one does not come up
     */
    void start() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Node node = Node.builder()
                .identity(IdentityMinter.loadOrMint(directory.resolve("anchor.seed"), ProofOfWork.DEFAULT_DIFFICULTY))
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        anchorNode = node;
        node.start();
        String anchor = node.id() + "@" + node.endpoint().text();
        messengers.add(launch("Alice", port, anchor));
        messengers.add(launch("Bob", port + 1, anchor));
        alice().awaitReady();
        bob().awaitReady();
    }

    private SampleProcess<MessengerClient> launch(String name, int pagePort, String anchor) throws IOException {
        Path jar = Path.of(System.getProperty("java.class.path"));
        Path home = directory.resolve(name.toLowerCase(Locale.ROOT));
        List<String> options = List.of("--nodenet.anchors=" + anchor);
        return SampleProcess.launch(
                new SampleProcess.Plan(jar, jvmOptions(), name, home, pagePort, options), MessengerClient::new);
    }

    /** Returns what makes a messenger start faster: the beans that were laid down by the build, and the archive that this process has. */
    private static List<String> jvmOptions() {
        String archive = System.getProperty(ARCHIVE);
        return archive == null
                ? List.of(LAID_DOWN_BEANS)
                : List.of(
                        LAID_DOWN_BEANS,
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xlog:disable",
                        "-Xlog:all=warning:stderr",
                        "-Xlog:cds*=off:stderr");
    }

    /**
     * Makes sure that nobody else listens where the pages will be.
     *
     * @throws DemoException if somebody does
     */
    void requireFreePorts() {
        requireFree("Alice", port);
        requireFree("Bob", port + 1);
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

    SampleProcess<MessengerClient> alice() {
        return messengers.get(0);
    }

    SampleProcess<MessengerClient> bob() {
        return messengers.get(1);
    }

    /** Makes Alice and Bob contacts of each other, unless they are already. */
    void introduce() throws InterruptedException {
        alice().befriend(bob());
    }

    /** Ends whatever was started. */
    @Override
    public void close() {
        messengers.forEach(SampleProcess::close);
        Node node = anchorNode;
        if (node != null) {
            node.close();
        }
    }
}
