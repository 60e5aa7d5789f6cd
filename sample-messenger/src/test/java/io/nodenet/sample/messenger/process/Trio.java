package io.nodenet.sample.messenger.process;

import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.common.testkit.FreePort;
import io.nodenet.sample.common.testkit.PreparedJar;
import io.nodenet.sample.messenger.client.MessengerClient;
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
    private final SampleProcess<MessengerClient> b;
    private SampleProcess<MessengerClient> a;
    private SampleProcess<MessengerClient> c;

    Trio(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        prepared = PreparedJar.of(Path.of(System.getProperty("sample.jar")));
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

    private SampleProcess<MessengerClient> launchB() throws IOException {
        return launch("B", portOfB, "--nodenet.transport.quic.port=" + nodePort);
    }

    private String anchor() {
        return "--nodenet.anchors=" + b.id() + "@127.0.0.1:" + nodePort;
    }

    private SampleProcess<MessengerClient> launch(String name, int port, String... chosen) throws IOException {
        List<String> options = Stream.concat(Stream.of(chosen), Stream.of("--nodenet.network.difficulty=0"))
                .toList();
        return SampleProcess.launch(
                new SampleProcess.Plan(
                        prepared.jar(), prepared.jvmOptions(), name, directory.resolve(name), port, options),
                MessengerClient::new);
    }

    SampleProcess<MessengerClient> a() {
        return a;
    }

    SampleProcess<MessengerClient> b() {
        return b;
    }

    SampleProcess<MessengerClient> c() {
        return c;
    }

    /** Starts A again, which was killed. */
    SampleProcess<MessengerClient> restartA() throws IOException, InterruptedException {
        a = launch("A", portOfA, anchor());
        a.awaitReady();
        return a;
    }

    /** Starts C again, which was killed. */
    SampleProcess<MessengerClient> restartC() throws IOException, InterruptedException {
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
