package io.nodenet.sample.call.page;

import io.nodenet.sample.common.process.SampleClient;
import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.common.testkit.FreePort;
import io.nodenet.sample.common.testkit.PreparedJar;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Telephones in processes of their own; the first one is the anchor of the others. */
final class Telephones implements AutoCloseable {
    private final List<SampleProcess<SampleClient>> started = new ArrayList<>();
    private final PreparedJar prepared = PreparedJar.of(Path.of(System.getProperty("sample.jar")));
    private final Path directory;
    private final int anchorPort;

    Telephones(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))) {
            anchorPort = probe.getLocalPort();
        }
    }

    /** Starts one and waits until it answers. */
    SampleProcess<SampleClient> start(String name) throws IOException, InterruptedException {
        String way = started.isEmpty()
                ? "--nodenet.transport.quic.port=" + anchorPort
                : "--nodenet.anchors=" + started.get(0).id() + "@127.0.0.1:" + anchorPort;
        SampleProcess<SampleClient> process = SampleProcess.launch(
                new SampleProcess.Plan(
                        prepared.jar(),
                        prepared.jvmOptions(),
                        name,
                        directory.resolve(name),
                        FreePort.find(),
                        List.of(way, "--nodenet.network.difficulty=0")),
                SampleClient::new);
        started.add(process);
        process.awaitReady();
        return process;
    }

    @Override
    public void close() {
        started.forEach(SampleProcess::close);
    }
}
