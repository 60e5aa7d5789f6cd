package io.nodenet.benchmarks.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.transport.Connection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an idle connection costs, both of its ends being in this process, against the raw codec. */
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

        /** Answers KiB per end of a connection. */
        Usage since(Usage before) {
            double ends = 2.0 * EDGES * 1024;
            return new Usage((heap - before.heap) / ends, (resident - before.resident) / ends);
        }
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        List<Object> alive = new ArrayList<>();
        try (RawQuic server = RawQuic.server(ChannelInboundHandlerAdapter::new);
                RawQuic client = RawQuic.client();
                Peer acceptor = new Peer();
                Peer dialer = new Peer()) {
            rawEdge(server, client, alive);
            edge(dialer, acceptor, alive);
            Usage start = Usage.now();
            for (int i = 0; i < EDGES; i++) {
                rawEdge(server, client, alive);
            }
            Usage between = Usage.now();
            for (int i = 0; i < EDGES; i++) {
                edge(dialer, acceptor, alive);
            }
            Usage raw = between.since(start);
            Usage ours = Usage.now().since(between);
            return List.of(
                    new Figure("memory", "idle edge, heap per end", ours.heap, "KiB", raw.heap),
                    new Figure("memory", "idle edge, resident per end", ours.resident, "KiB", raw.resident));
        }
    }

    private static void edge(Peer dialer, Peer acceptor, List<Object> alive) throws Exception {
        Connection connection = dialer.connect(acceptor);
        dialer.transport.loop().execute(() -> connection.send(Unpooled.wrappedBuffer(PING)));
        alive.add(connection);
    }

    private static void rawEdge(RawQuic server, RawQuic client, List<Object> alive) throws Exception {
        QuicStreamChannel stream = client.connect(server, new ChannelInboundHandlerAdapter());
        stream.writeAndFlush(Unpooled.wrappedBuffer(PING), stream.voidPromise());
        alive.add(stream);
    }
}
