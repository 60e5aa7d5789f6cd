package io.nodenet.sample.messenger.demo;

import io.nodenet.node.Node;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.sample.common.process.SampleClient;
import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.messenger.client.MessengerClient;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Alice and Bob, each with a messenger and a telephone in separate processes, and their common anchor, a node in this process. */
final class DemoNetwork implements AutoCloseable {
    private static final List<String> NAMES = List.of("Alice", "Bob");

    private final Path directory;
    private final int port;
    private final DemoJar messengerJar;
    private final DemoJar callJar;
    private final List<SampleProcess<MessengerClient>> messengers = new CopyOnWriteArrayList<>();
    private final List<SampleProcess<SampleClient>> telephones = new CopyOnWriteArrayList<>();
    private volatile @Nullable Node anchorNode;

    /**
     * Creates a network that is not started.
     *
     * @param directory holds the identities, databases and logs
     * @param port the port of Alice's messenger; Bob's has the next one, their telephones the two after that
     */
    DemoNetwork(Path directory, int port) {
        this.directory = directory;
        this.port = port;
        this.messengerJar = DemoJar.ofMessenger();
        this.callJar = DemoJar.ofCall();
    }

    /**
     * Starts everything and waits until all answer.
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
        String anchor = "--nodenet.anchors=" + node.id() + "@" + node.endpoint().text();
        for (int i = 0; i < NAMES.size(); i++) {
            String callPage = "--messenger.call-page=http://localhost:" + callPort(i);
            messengers.add(SampleProcess.launch(
                    messengerJar.plan(NAMES.get(i), home(i, ""), port + i, List.of(anchor, callPage)),
                    MessengerClient::new));
            telephones.add(SampleProcess.launch(
                    callJar.plan(NAMES.get(i), home(i, "-call"), callPort(i), List.of(anchor)), SampleClient::new));
        }
        for (SampleProcess<?> started : all()) {
            started.awaitReady();
        }
    }

    private int callPort(int index) {
        return port + NAMES.size() + index;
    }

    private Path home(int index, String suffix) {
        return directory.resolve(NAMES.get(index).toLowerCase(Locale.ROOT) + suffix);
    }

    private List<SampleProcess<?>> all() {
        List<SampleProcess<?>> all = new ArrayList<>(messengers);
        all.addAll(telephones);
        return all;
    }

    /**
     * Checks that the ports of the pages are free.
     *
     * @throws DemoException if one is in use
     */
    void requireFreePorts() {
        for (int i = 0; i < NAMES.size(); i++) {
            requireFree(NAMES.get(i) + "'s messenger", port + i);
            requireFree(NAMES.get(i) + "'s telephone", callPort(i));
        }
    }

    private static void requireFree(String who, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new DemoException(
                    "port " + port + ", which the page of " + who
                            + " needs, is in use: stop the process that uses it, or set --port",
                    e);
        }
    }

    SampleProcess<MessengerClient> alice() {
        return messengers.get(0);
    }

    SampleProcess<MessengerClient> bob() {
        return messengers.get(1);
    }

    /** Returns the telephones, Alice's first. */
    List<SampleProcess<SampleClient>> telephones() {
        return List.copyOf(telephones);
    }

    /** Returns the jar of the telephones. */
    DemoJar callJar() {
        return callJar;
    }

    /** Makes Alice and Bob contacts of each other in both samples, unless they already are. */
    void introduce() throws InterruptedException {
        alice().befriend(bob());
        telephones.get(0).befriend(telephones.get(1));
    }

    /** Stops everything that was started. */
    @Override
    public void close() {
        all().forEach(SampleProcess::close);
        Node node = anchorNode;
        if (node != null) {
            node.close();
        }
    }
}
