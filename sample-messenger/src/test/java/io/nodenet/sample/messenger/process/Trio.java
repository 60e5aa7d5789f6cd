package io.nodenet.sample.messenger.process;

import io.nodenet.sample.messenger.FreePort;
import io.nodenet.sample.messenger.demo.MessengerProcess;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Three messengers, each a process of its own: A and C know only B, so whatever they say takes two hops. */
final class Trio implements AutoCloseable {
    /** Where A looks for the page for calls. */
    static final String CALL_PAGE = "http://localhost:8082";

    private final PreparedJar prepared;
    private final Path directory;
    private final int nodePort;
    private final int portOfA = FreePort.find();
    private final int portOfB = FreePort.find();
    private final int portOfC = FreePort.find();
    private final MessengerProcess b;
    private MessengerProcess a;
    private MessengerProcess c;

    Trio(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        prepared = PreparedJar.shared();
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))) {
            nodePort = probe.getLocalPort();
        }
        b = launchB();
        b.awaitReady();
        a = launch("A", portOfA, anchor(), "--messenger.call-page=" + CALL_PAGE);
        c = launch("C", portOfC, anchor());
        a.awaitReady();
        c.awaitReady();
    }

    private MessengerProcess launchB() throws IOException {
        return launch("B", portOfB, "--nodenet.transport.quic.port=" + nodePort);
    }

    private String anchor() {
        return "--nodenet.anchors=" + b.id() + "@127.0.0.1:" + nodePort;
    }

    private MessengerProcess launch(String name, int port, String... chosen) throws IOException {
        List<String> options = Stream.concat(Stream.of(chosen), Stream.of("--nodenet.network.difficulty=0"))
                .toList();
        return MessengerProcess.launch(new MessengerProcess.Plan(
                prepared.jar(), prepared.jvmOptions(), name, directory.resolve(name), port, options));
    }

    MessengerProcess a() {
        return a;
    }

    MessengerProcess b() {
        return b;
    }

    MessengerProcess c() {
        return c;
    }

    /** Starts A again, which was killed. */
    MessengerProcess restartA() throws IOException, InterruptedException {
        a = launch("A", portOfA, anchor());
        a.awaitReady();
        return a;
    }

    /** Starts C again, which was killed. */
    MessengerProcess restartC() throws IOException, InterruptedException {
        c = launch("C", portOfC, anchor());
        c.awaitReady();
        return c;
    }

    @Override
    public void close() {
        a.close();
        c.close();
        b.close();
    }
}
