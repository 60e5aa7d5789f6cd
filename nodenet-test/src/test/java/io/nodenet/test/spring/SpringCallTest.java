package io.nodenet.test.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaSession;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.event.InboundCallEvent;
import io.nodenet.transport.memory.MediaLinkProfile;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** An application that takes calls and sends back what it hears, among simulated peers. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "nodenet.media.consent=all")
@AutoConfigureTestNodenet
class SpringCallTest {
    private static final int CHANNEL = 16;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Answerer.class)
    static class Application {}

    static class Answerer {
        @EventListener
        void on(InboundCallEvent event) {
            event.accept()
                    .ifPresent(session -> session.listen(
                            (channel, payload, receivedNanos) -> session.sendDatagram(channel, payload)));
        }
    }

    @Autowired
    TestNodenetNetwork network;

    @Autowired
    Node node;

    @AfterEach
    void reset() {
        network.reset();
    }

    private static Queue<String> heardBy(MediaSession session) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        session.listen((channel, payload, receivedNanos) ->
                heard.add(UTF_8.decode(payload).toString()));
        return heard;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private MediaSession callToPeer(TestNodenetPeer peer) throws Exception {
        return node.call(peer.id()).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aPeerCallsTheApplication() {
        TestNodenetPeer peer = network.addPeer();

        try (MediaSession call = peer.callApplication()) {
            Queue<String> heard = heardBy(call);
            call.sendDatagram(CHANNEL, bytes("hello"));

            network.await(() -> heard.contains("hello"));
        }
        network.await(() -> node.snapshot().media().isEmpty());
    }

    @Test
    void theApplicationCallsAPeer() throws Exception {
        TestNodenetPeer peer = network.addPeer();
        peer.acceptCalls();

        try (MediaSession call = callToPeer(peer)) {
            Queue<String> heard = heardBy(peer.awaitCalls(1).get(0));
            call.sendDatagram(CHANNEL, bytes("hello"));

            network.await(() -> heard.contains("hello"));
        }
    }

    @Test
    void aPeerRefusesCallsUnlessItIsToldOtherwise() throws Exception {
        TestNodenetPeer peer = network.addPeer();

        MediaSession call = callToPeer(peer);

        assertThat(call.closed().get(20, TimeUnit.SECONDS)).isEqualTo(MediaCloseReason.DECLINED);
        assertThat(peer.calls()).isEmpty();
    }

    @Test
    void peersCallEachOther() {
        TestNodenetPeer callee = network.addPeer();
        TestNodenetPeer caller = network.addPeer(callee);
        callee.acceptCalls();

        MediaSession call = caller.call(callee.id());

        assertThat(callee.awaitCalls(1).get(0).peer()).isEqualTo(caller.id());
        assertThat(call.closed()).isNotDone();
    }

    @Test
    void theLinkOfACallIsThatOfTheTest() {
        TestNodenetPeer peer = network.addPeer();
        network.mediaLink(peer.id(), network.applicationId(), MediaLinkProfile.CLEAR.withMaxFrameBytes(501));

        MediaSession call = peer.callApplication();

        assertThat(call.maxDatagramSize()).isEqualTo(500);
    }
}
