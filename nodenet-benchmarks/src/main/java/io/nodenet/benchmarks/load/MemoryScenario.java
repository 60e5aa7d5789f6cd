package io.nodenet.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.transport.Connection;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of an idle connection with both ends in one process, compared with the raw codec.
 *
 * <p>Measured in a separate process with a heap of fixed size whose pages are all touched, so that any growth is outside the heap.
 */
final class MemoryScenario implements Scenario {
    private static final int EDGES = 200;
    private static final byte[] PING = {1, 2, 0};
    private static final Path STATUS = Path.of("/proc/self/status");

    private record Usage(double heap, double resident) {
        static Usage now() throws IOException {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            return new Usage(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), residentBytes());
        }

        private static double residentBytes() throws IOException {
            if (!Files.exists(STATUS)) {
                return Double.NaN;
            }
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
            return Double.NaN;
        }

        /** Returns KiB per end of a connection. */
        Usage since(Usage before) {
            double ends = 2.0 * EDGES * 1024;
            return new Usage((heap - before.heap) / ends, (resident - before.resident) / ends);
        }
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryScenario.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = child.inputReader()) {
            List<Figure> figures = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] fields = line.split("\t", -1);
                figures.add(new Figure(
                        "memory", fields[0], Double.parseDouble(fields[1]), "KiB", Double.valueOf(fields[2])));
            }
            return figures;
        }
    }

    /** Measures in this process and prints a line per figure: name, value, limit. */
    public static void main(String[] arguments) throws Exception {
        List<Object> alive = new ArrayList<>();
        try (RawQuic server = RawQuic.server(ChannelInboundHandlerAdapter::new);
                RawQuic client = RawQuic.client();
                Peer acceptor = new Peer();
                Peer dialer = new Peer()) {
            Usage raw = Usage.now();
            Usage ours = raw;
            // the first round fills structures that all connections share
            for (int round = 0; round < 2; round++) {
                Usage start = Usage.now();
                for (int i = 0; i < EDGES; i++) {
                    rawEdge(server, client, alive);
                }
                Usage between = Usage.now();
                for (int i = 0; i < EDGES; i++) {
                    edge(dialer, acceptor, alive);
                }
                raw = between.since(start);
                ours = Usage.now().since(between);
            }
            try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8)) {
                out.println("idle edge, heap per end\t" + ours.heap + "\t" + raw.heap);
                out.println("idle edge, resident per end\t" + ours.resident + "\t" + raw.resident);
            }
        }
    }

    private static void edge(Peer dialer, Peer acceptor, List<Object> alive) throws Exception {
        Connection connection = dialer.connect(acceptor);
        dialer.transport.loop().execute(() -> connection.send(Unpooled.wrappedBuffer(PING)));
        alive.add(connection);
    }

    private static void rawEdge(RawQuic server, RawQuic client, List<Object> alive) throws Exception {
        QuicStreamChannel stream = client.connect(server.address(), new ChannelInboundHandlerAdapter());
        stream.writeAndFlush(Unpooled.wrappedBuffer(PING), stream.voidPromise());
        alive.add(stream);
    }
}
