package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes of ours and ten independent peers with the weaknesses of deployed ones in one overlay: everybody reaches everybody. */
@Timeout(600)
class MixedOverlayIT {
    private static final Logger LOG = LoggerFactory.getLogger(MixedOverlayIT.class);
    private static final int OF_EACH = 10;
    private static final double GOAL = 0.99;

    /** How long the overlay has after the last join. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(80);

    /** How long a message has that arrives at all. */
    private static final long LAST_ARRIVAL_MILLIS = 3000;

    @TempDir
    Path directory;

    /** One member of the overlay, of either kind. */
    private interface Member extends AutoCloseable {
        String kind();

        String id() throws Exception;

        String entry() throws Exception;

        void send(String to, String hex) throws Exception;

        /** Returns whether a payload is delivered before an instant of {@link System#nanoTime}. */
        boolean hearsUntil(String hex, long endNanos) throws InterruptedException;

        @Override
        void close();
    }

    /** A node of ours, in this process. */
    private static final class Ours implements Member {
        private final Set<String> heard = new HashSet<>();
        private final Node node;

        Ours(@Nullable String anchor) {
            var builder = Node.builder()
                    .identity(Identity.generate())
                    .difficulty(0)
                    .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)));
            node = (anchor == null ? builder : builder.anchor(anchor)).build();
            node.onMessage(message -> {
                synchronized (heard) {
                    heard.add(HexFormat.of().formatHex(message.payload()));
                    heard.notifyAll();
                }
            });
            node.start();
        }

        @Override
        public String kind() {
            return "ours";
        }

        @Override
        public String id() {
            return node.id().toString();
        }

        @Override
        public String entry() {
            return id() + '@' + node.endpoint().text();
        }

        @Override
        public void send(String to, String hex) {
            node.send(NodeId.parse(to), HexFormat.of().parseHex(hex));
        }

        @Override
        public boolean hearsUntil(String hex, long endNanos) throws InterruptedException {
            synchronized (heard) {
                long left = endNanos - System.nanoTime();
                while (!heard.contains(hex) && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(heard, left);
                    left = endNanos - System.nanoTime();
                }
                return heard.contains(hex);
            }
        }

        @Override
        public void close() {
            node.close();
        }
    }

    /** A deployed peer, in a process of its own. */
    private static final class Deployed implements Member {
        private final ConsoleProcess process;

        Deployed(Path directory, @Nullable String anchor) throws Exception {
            process = anchor == null
                    ? ConsoleProcess.deployedPeer(directory)
                    : ConsoleProcess.deployedPeer(directory, "--bootstrap", anchor);
        }

        @Override
        public String kind() {
            return "deployed";
        }

        @Override
        public String id() throws Exception {
            return process.id();
        }

        @Override
        public String entry() throws Exception {
            return process.entry();
        }

        @Override
        public void send(String to, String hex) {
            process.tell(hex, "\"cmd\":\"send\",\"to\":\"" + to + "\",\"hex\":\"" + hex + "\"");
        }

        @Override
        public boolean hearsUntil(String hex, long endNanos) throws InterruptedException {
            return process.hearsUntil(hex, endNanos);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private Member member(boolean ours, @Nullable String anchor) throws Exception {
        return ours ? new Ours(anchor) : new Deployed(directory, anchor);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void X_everyDirectionArrivesWhicheverKindTheAnchorIs(boolean anchorIsOurs) throws Exception {
        List<Member> members = new ArrayList<>();
        try {
            members.add(member(anchorIsOurs, null));
            String anchor = members.get(0).entry();
            for (int i = 1; i < 2 * OF_EACH; i++) {
                members.add(member(anchorIsOurs == (i % 2 == 0), anchor));
                members.get(i).entry();
            }
            long start = System.nanoTime();
            Map<String, Double> arrived = round(members, 0);
            int round = 1;
            while (arrived.values().stream().anyMatch(share -> share < GOAL)
                    && System.nanoTime() - start < PATIENCE_NANOS) {
                arrived = round(members, round++);
            }
            LOG.info("after {} s: {}", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), arrived);
            assertThat(arrived.values()).allSatisfy(share -> assertThat(share).isGreaterThanOrEqualTo(GOAL));
        } finally {
            members.forEach(Member::close);
        }
    }

    /** Sends one message between each two members; returns the share that arrives, by direction. */
    private static Map<String, Double> round(List<Member> members, int round) throws Exception {
        Map<String, Double> arrived = new TreeMap<>();
        int count = members.size();
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                if (from != to) {
                    members.get(from).send(members.get(to).id(), payload(round, from, to));
                }
            }
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_ARRIVAL_MILLIS);
        Map<String, Integer> sent = new TreeMap<>();
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                if (from != to) {
                    String direction =
                            members.get(from).kind() + " to " + members.get(to).kind();
                    boolean heard = members.get(to).hearsUntil(payload(round, from, to), end);
                    sent.merge(direction, 1, Integer::sum);
                    arrived.merge(direction, heard ? 1.0 : 0.0, Double::sum);
                }
            }
        }
        arrived.replaceAll((direction, number) -> number / sent.get(direction));
        return arrived;
    }

    private static String payload(int round, int from, int to) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(4)
                        .putShort((short) round)
                        .put((byte) from)
                        .put((byte) to)
                        .array());
    }
}
