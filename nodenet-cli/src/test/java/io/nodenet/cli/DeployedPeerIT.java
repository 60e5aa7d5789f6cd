package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lives beside the independent peer with the weaknesses of a deployed node. */
@Timeout(300)
class DeployedPeerIT {
    private static final int BEFORE = 10;
    private static final int AFTER = 20;
    private static final String SEED = "31".repeat(32);
    private static final String VOLUNTEER = "32".repeat(32);

    @TempDir
    Path directory;

    private ConsoleProcess node(ConsoleProcess peer) throws Exception {
        return ConsoleProcess.node(directory, "--difficulty=0", "--seed=" + SEED, "--anchor=" + peer.entry());
    }

    private static String payload(int message) {
        return String.format("%08x", message);
    }

    private static void send(ConsoleProcess from, String to, int first, int end) throws Exception {
        for (int i = first; i < end; i++) {
            from.ask("m" + i, "\"cmd\":\"send\",\"to\":\"" + to + "\",\"hex\":\"" + payload(i) + "\"");
        }
    }

    private static void awaitDeliveries(ConsoleProcess at, int first, int end) throws Exception {
        for (int i = first; i < end; i++) {
            String hex = payload(i);
            at.await(event -> "delivered".equals(event.get("event")) && hex.equals(event.get("hex")));
        }
    }

    @Test
    void dialerThatWasKilledHearsEveryMessageOnceItIsBack() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.deployedPeer(directory);
                ConsoleProcess victim = node(peer)) {
            String id = victim.id();
            victim.await(event -> "edge".equals(event.get("event")));
            assertServes(victim, peer, "before");
            send(peer, id, 0, BEFORE);
            awaitDeliveries(victim, 0, BEFORE);

            victim.process.destroyForcibly();
            assertThat(victim.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            try (ConsoleProcess back = node(peer)) {
                back.await("edge", peer.id());
                assertServes(back, peer, "after");
                send(peer, id, BEFORE, BEFORE + AFTER);

                awaitDeliveries(back, BEFORE, BEFORE + AFTER);
            }
        }
    }

    @Test
    void peerThatKnewNothingOfTheIdentityIsDialedTwiceAndKeepsTheSecondConnection() throws Exception {
        try (ConsoleProcess peer = ConsoleProcess.deployedPeer(directory);
                ConsoleProcess node = node(peer)) {
            node.await(event -> "edge-lost".equals(event.get("event")));
            peer.await(event -> "edge-down".equals(event.get("event")));
            assertServes(node, peer, "at last");

            send(peer, node.id(), 0, BEFORE);

            awaitDeliveries(node, 0, BEFORE);
            assertThat(node.count("edge")).isEqualTo(2);
        }
    }

    @Test
    void relayedEdgeOfADeployedNodeBecomesDirectAndMessagesFlowBothWays() throws Exception {
        String here = "--listen=" + addressOfThisHost() + ":0"; // nobody punches toward a loopback address
        try (ConsoleProcess volunteer = ConsoleProcess.start(
                        directory, "run", "--console", here, "--difficulty=0", "--relay", "--seed=" + VOLUNTEER);
                ConsoleProcess node = ConsoleProcess.start(
                        directory,
                        "run",
                        "--console",
                        here,
                        "--difficulty=0",
                        "--gate",
                        "--seed=" + SEED,
                        "--anchor=" + volunteer.entry());
                ConsoleProcess peer = ConsoleProcess.deployedPeer(directory, here, "--bootstrap", volunteer.entry())) {
            node.await("edge", volunteer.id());
            peer.await("edge-up", volunteer.id());
            node.ask("allow", "\"cmd\":\"allow\",\"peer\":\"" + peer.id() + "\"");

            String via = "\"cmd\":\"relay\",\"to\":\"" + node.id() + "\",\"via\":\"" + volunteer.id() + "\"";
            assertThat(peer.ask("relay", via)).containsEntry("event", "done");

            String peerId = peer.id();
            node.await(event -> isEdge(event, peerId, "relayed"));
            node.await(event -> isEdge(event, peerId, "direct"));
            String nodeId = node.id();
            String nodeEndpoint = node.endpoint();
            peer.await(event -> "edge-up".equals(event.get("event"))
                    && nodeId.equals(event.get("peer"))
                    && nodeEndpoint.equals(event.get("remote")));
            direct(node, "peer", peerId, 0);
            direct(peer, "to", nodeId, 1);
            awaitDeliveries(peer, 0, 1);
            awaitDeliveries(node, 1, 2);
        }
    }

    private static String addressOfThisHost() throws SocketException {
        Optional<String> found = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeTrue(found.isPresent(), "SKIPPED: this host has no address beside that of its loopback interface");
        return found.orElseThrow();
    }

    private static boolean isEdge(Map<String, Object> event, String peer, String path) {
        return "edge".equals(event.get("event")) && peer.equals(event.get("peer")) && path.equals(event.get("path"));
    }

    private static void direct(ConsoleProcess from, String field, String to, int message) throws Exception {
        String fields = "\"cmd\":\"direct\",\"" + field + "\":\"" + to + "\",\"hex\":\"" + payload(message) + "\"";
        assertThat(from.ask("direct" + message, fields)).containsEntry("event", "done");
    }

    /** Pings until there is a pong: the first connection may just be closing. */
    private static void assertServes(ConsoleProcess from, ConsoleProcess to, String tag) throws Exception {
        String fields = "\"cmd\":\"ping\",\"peer\":\"" + to.id() + "\"";
        int attempt = 0;
        while (!"done".equals(from.ask(tag + attempt, fields).get("event"))) {
            attempt++;
        }
    }
}
