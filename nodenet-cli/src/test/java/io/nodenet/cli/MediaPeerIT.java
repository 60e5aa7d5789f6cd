package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls the independent peer, and is called by it. */
@Timeout(300)
class MediaPeerIT {
    private static final int LARGEST_DATAGRAM = 1200;
    private static final int LARGEST_MESSAGE = 65_536;
    private static final String SEED = "05".repeat(32);
    /**
     * A node with an identity that is not new dials a peer twice: the peer closes the first connection, whose leave frees what it may have kept of a
     * former life.
     */
    private static final int CONNECTIONS = 2;
    /** The peer ends sessions whose opener has sent nothing for 10 s, and looks every 5 s. */
    private static final long REAPED_SECONDS = 16;
    /** The independent peer, whose endpoint accepts no media. */
    private static final String WITHOUT_MEDIA = String.join(
            "\n",
            "import functools, sys",
            "from nodenet_peer import cli, node",
            "node.Endpoint.open = functools.partial(node.Endpoint.open, media=False)",
            "sys.exit(cli.main())");

    @TempDir
    Path directory;

    private ConsoleProcess node(ConsoleProcess peer, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--difficulty=0", "--seed=" + SEED, "--anchor=" + peer.entry()));
        all.addAll(List.of(options));
        ConsoleProcess node = ConsoleProcess.node(directory, all.toArray(String[]::new));
        try {
            node.awaitCount("edge", CONNECTIONS);
            assertEdgeLives(node, peer, "first");
            return node;
        } catch (Throwable failure) {
            node.close();
            throw failure;
        }
    }

    /** Asserts that the edge is the one from before the call, and works. */
    private static void assertEdgeLives(ConsoleProcess node, ConsoleProcess peer, String tag) throws Exception {
        assertThat(node.ask(tag, "\"cmd\":\"ping\",\"peer\":\"" + peer.id() + "\""))
                .containsEntry("event", "done");
        assertThat(node.count("edge")).isEqualTo(CONNECTIONS);
        assertThat(node.count("edge-lost")).isEqualTo(CONNECTIONS - 1);
    }

    private static Map<String, Object> call(ConsoleProcess node, ConsoleProcess peer) throws Exception {
        return node.ask("call", "\"cmd\":\"media\",\"peer\":\"" + peer.id() + "\"");
    }

    /** Sends a frame over session 1, and waits until it is back. */
    private static void assertComesBack(ConsoleProcess from, String kind, int channel, int bytes) throws Exception {
        String hex = String.format("%02x", channel).repeat(bytes);
        send(from, kind, channel, hex);
        from.await(event -> isFrame(event, kind, channel, hex));
    }

    private static void send(ConsoleProcess from, String kind, int channel, String hex) throws Exception {
        String fields = "\"cmd\":\"" + kind + "\",\"session\":1,\"channel\":" + channel + ",\"hex\":\"" + hex + "\"";
        assertThat(from.ask(kind + channel + '-' + hex.hashCode(), fields)).containsEntry("event", "done");
    }

    private static boolean isFrame(Map<String, Object> event, String kind, int channel, String hex) {
        return kind.equals(event.get("event"))
                && Integer.valueOf(channel).equals(event.get("channel"))
                && hex.equals(event.get("hex"));
    }

    @Test
    void K01_framesOfTheExtremeSizesComeBackFromAnIndependentPeer() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.peer(directory, "--echo", "--consent", "all");
                ConsoleProcess node = node(peer)) {
            assertThat(call(node, peer)).containsEntry("event", "media").containsEntry("path", "direct");

            for (int bytes : new int[] {0, 1, LARGEST_DATAGRAM}) {
                assertComesBack(node, "media-datagram", 16 + bytes % 200, bytes);
            }
            for (int bytes : new int[] {0, 1, LARGEST_DATAGRAM, LARGEST_MESSAGE}) {
                assertComesBack(node, "media-message", 255 - bytes % 200, bytes);
            }

            node.tell("close", "\"cmd\":\"media-close\",\"session\":1");
            assertThat(node.await(MediaPeerIT::isEnd)).containsEntry("reason", "closed");
            peer.await(MediaPeerIT::isEnd);
        }
    }

    @Test
    void anIndependentPeerThatCallsGetsItsFramesBack() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.peer(directory);
                ConsoleProcess node = node(peer, "--echo", "--calls=all")) {
            Map<String, Object> opened = peer.ask("call", "\"cmd\":\"media-open\",\"to\":\"" + node.id() + "\"");
            assertThat(opened).containsEntry("result", 1);
            assertThat(node.await("media-in", peer.id())).containsEntry("session", 1);

            for (int bytes : new int[] {0, 1, LARGEST_DATAGRAM}) {
                assertComesBack(peer, "media-datagram", 16 + bytes % 200, bytes);
            }
            // the lines that the peer reads are shorter than the hex of the largest message
            for (int bytes : new int[] {0, 1, LARGEST_DATAGRAM, LARGEST_MESSAGE / 4}) {
                assertComesBack(peer, "media-message", 255 - bytes % 200, bytes);
            }

            peer.tell("close", "\"cmd\":\"media-close\",\"session\":1");
            assertThat(node.await(MediaPeerIT::isEnd)).containsEntry("reason", "peer-closed");
        }
    }

    private static boolean isEnd(Map<String, Object> event) {
        return "media-closed".equals(event.get("event"));
    }

    @Test
    void K02_refusalOfAnIndependentPeerIsTold() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.peer(directory, "--echo", "--consent", "none");
                ConsoleProcess node = node(peer)) {
            Map<String, Object> answer = call(node, peer);

            assertThat(answer).containsEntry("event", "media-failed").containsEntry("peer", peer.id());
            assertThat(node.await(MediaPeerIT::isEnd)).containsEntry("reason", "refused");
            assertThat(peer.count("media-open")).isZero();
            assertEdgeLives(node, peer, "last");
        }
    }

    @Test
    void K02_independentPeerWithoutConsentIsRefused() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.peer(directory);
                ConsoleProcess node = node(peer, "--echo", "--calls=none")) {
            peer.tell("call", "\"cmd\":\"media-open\",\"to\":\"" + node.id() + "\"");

            assertThat(peer.await(MediaPeerIT::isEnd)).containsEntry("code", 2);
            assertThat(node.count("media-in")).isZero();
            assertEdgeLives(node, peer, "last");
        }
    }

    @Test
    void K08_independentPeerWithoutMediaKeepsItsEdge() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.peer(directory, List.of("-c", WITHOUT_MEDIA), List.of());
                ConsoleProcess node = node(peer)) {
            Map<String, Object> answer = call(node, peer);

            assertThat(answer).containsEntry("event", "media-failed").containsEntry("peer", peer.id());
            assertThat(String.valueOf(answer.get("reason"))).contains("no media");
            assertEdgeLives(node, peer, "last");
        }
    }

    @Test
    void K22_callInWhichWeOnlyListenOutlivesThePatienceOfAnIndependentPeer() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.deployedPeer(directory, "--echo", "--consent", "all");
                ConsoleProcess node = node(peer)) {
            assertThat(call(node, peer)).containsEntry("event", "media");

            long began = System.nanoTime();
            int sent = 0;
            while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(REAPED_SECONDS)) {
                String hex = String.format("%08x", sent++);
                send(peer, "media-datagram", 17, hex);
                node.await(event -> isFrame(event, "media-datagram", 17, hex));
                TimeUnit.MILLISECONDS.sleep(200);
            }

            assertThat(node.count("media-closed")).isZero();
            assertThat(peer.count("media-closed")).isZero();
        }
    }
}
