package io.nodenet.benchmarks.load;

import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.transport.Connection;
import io.nodenet.transport.quic.QuicTransport;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The resident memory of a whole node, heap and native together: without edges, and per idle edge from peers in another process. The node's
 * process has the options of the launcher. Linux only.
 */
final class NodeMemoryScenario implements Scenario {
    private static final int EDGES = 400;

    /** How often the JVM returns memory of its native heap that it does not use, if it can. */
    private static final Duration TRIM = Duration.ofSeconds(30);

    private static final byte[] PING = {1, 2, 0};
    private static final List<String> LAUNCHER = List.of(
            "-XX:+UseSerialGC",
            "-Xms32m",
            "-XX:-UsePerfData",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:TrimNativeHeapInterval=" + TRIM.toMillis(),
            "-Dio.netty.jfr.enabled=false",
            "-Dio.netty.leakDetection.level=disabled");

    @Override
    public List<Figure> run(Duration time) throws Exception {
        if (!Files.exists(Path.of("/proc/self/status"))) {
            return List.of();
        }
        long settling = TRIM.plus(time).toMillis();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LAUNCHER);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeMemoryScenario.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Peer> peers = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            String[] name = output.readLine().split("@", -1);
            Thread.sleep(settling);
            double empty = residentKiB(process.pid());
            for (int i = 0; i < EDGES; i++) {
                peers.add(connected(NodeId.parse(name[0]), name[1]));
            }
            Thread.sleep(settling);
            double full = residentKiB(process.pid());
            return List.of(
                    new Figure("node-memory", "empty node, resident", empty / 1024, "MiB", null),
                    new Figure(
                            "node-memory",
                            "idle edge, resident, mean of " + EDGES,
                            (full - empty) / EDGES,
                            "KiB",
                            null));
        } finally {
            process.destroy();
            peers.forEach(Peer::close);
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Peer connected(NodeId node, String endpoint) throws Exception {
        Peer peer = new Peer();
        Connection connection = peer.connect(node, Endpoint.quic(endpoint));
        peer.transport.loop().execute(() -> connection.send(Unpooled.wrappedBuffer(PING)));
        return peer;
    }

    private static double residentKiB(long process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", ""));
            }
        }
        return Double.NaN;
    }

    /** Runs an empty node, which prints its name and address, until it is killed. */
    public static void main(String[] arguments) throws Exception {
        Node node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .maxInboundEdges(2 * EDGES)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)
                        .maxInbound(0)
                        .maxInboundPerAddress(0)
                        .maxHandshakes(0)
                        .maxInitialsPerAddress(0)))
                .build();
        node.start();
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            out.println(node.id() + "@" + node.endpoint().text());
        }
    }
}
