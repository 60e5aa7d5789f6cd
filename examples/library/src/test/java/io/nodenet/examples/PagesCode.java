package io.nodenet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodenet.fact.Connected;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.Node;
import io.nodenet.pow.IdentityMinter;
import io.nodenet.test.simulation.experiment.ExperimentProgress;
import io.nodenet.test.simulation.experiment.ExperimentResult;
import io.nodenet.test.simulation.experiment.ExperimentSettings;
import io.nodenet.test.simulation.experiment.OverlayExperiment;
import io.nodenet.transport.memory.MediaLinkProfile;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.quic.QuicTransport;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** What pages show of the library, compiled: README.md, docs/media.md and docs/simulation.md. */
abstract class PagesCode {
    abstract void play(ByteBuffer payload);

    void library(NodeId peer) throws Exception {
        Identity identity = IdentityMinter.loadOrMint(Path.of("node.seed"), 16);
        try (Node node = Node.builder()
                .identity(identity)
                .transport(QuicTransport.factory(quic -> quic.bind("0.0.0.0", 4242)))
                .anchor("<id>@anchor.example:4242")
                .build()) {
            node.onMessage(message -> System.out.println(message.originator() + ": " + message.text()));
            node.start();
            node.send(peer, "hello".getBytes(UTF_8)); // ACCEPTED, FULL or UNROUTABLE; never blocks
        }
    }

    void connecting(Node node, NodeId peer, byte[] bytes) throws Exception {
        Connected connected = node.connect(peer).get(); // path(), remote(), took(), steps()
        node.sendDirect(peer, bytes); // over the edge, unreadable for others; connects if there is none
    }

    void calls(Node node, NodeId peer, ByteBuffer packet) throws Exception {
        MediaSession session = node.call(peer).get(); // connects first if there is no edge
        session.listen((channel, payload, receivedNanos) -> play(payload));
        session.sendDatagram(16, packet); // SENT, BACKPRESSURE or CLOSED; never blocks
    }

    void mediaLink(MemoryNetwork network, NodeId caller, NodeId callee) {
        MediaLinkProfile mobile = MediaLinkProfile.CLEAR
                .withSeed(7)
                .withLoss(0.02)
                .withJitter(Duration.ofMillis(30))
                .withBottleneck(125_000, 32_000);
        network.mediaLink(caller, callee, mobile);
    }

    void heap() {
        ExperimentSettings settings = new ExperimentSettings(300, 0.5, Duration.ofMinutes(1), 1);
        new OverlayExperiment(settings, progress -> {
                    if (progress.phase() == ExperimentProgress.Phase.SETTLING && progress.done() == progress.total()) {
                        System.gc();
                        System.out.println(ManagementFactory.getMemoryMXBean()
                                .getHeapMemoryUsage()
                                .getUsed());
                    }
                })
                .run();
    }

    ExperimentResult experiment() {
        ExperimentSettings settings = new ExperimentSettings(100, 0.5, Duration.ofMinutes(5), 1);
        ExperimentResult result = new OverlayExperiment(settings, progress -> {}).run();
        return result;
    }
}
