package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.nodenet.identity.Ed25519;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandInSignaturesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Looks at the signatures of routed messages. */
    private static final class Signatures implements OverlayObserver {
        private final FrameHeader header = new FrameHeader();
        private final RoutedMessageView view = new RoutedMessageView();
        int genuine;
        int others;

        @Override
        public void received(SimulatedNode node, Connection connection, ByteBuf frame) {
            int offset = frame.arrayOffset() + frame.readerIndex();
            FrameCodec.parse(frame.array(), offset, frame.readableBytes(), header);
            if (header.type() == FrameType.ROUTE
                    && view.parse(frame.array(), header.payloadOffset(), header.payloadLength()) == Outcome.OK) {
                if (RoutedSigning.verify(view, FrameType.ROUTE)) {
                    genuine++;
                } else {
                    others++;
                }
            }
        }
    }

    private static Signatures sendTwice(SimulatedOverlay overlay) {
        Signatures signatures = new Signatures();
        overlay.observe(signatures);
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        SimulatedNode bob = overlay.addNode(hub);
        overlay.advance(SECOND);
        alice.send(bob.id(), "hello");
        alice.send(bob.id(), "hello");
        overlay.advance(SECOND);
        assertThat(bob.texts()).containsExactly("hello", "hello");
        return signatures;
    }

    @Test
    void overlayThatTrustsSignaturesMakesNone() {
        Signatures seen = sendTwice(
                SimulatedOverlay.seed(1).trustSignatures().targetEdges(0).build());

        assertThat(seen.genuine).isZero();
        assertThat(seen.others).isEqualTo(4);
    }

    @Test
    void overlayThatChecksSignaturesMakesGenuineOnes() {
        Signatures seen = sendTwice(SimulatedOverlay.seed(1).targetEdges(0).build());

        assertThat(seen.genuine).isEqualTo(4);
        assertThat(seen.others).isZero();
    }

    @Test
    void standInIsTheSameForTheSameAndAnotherForAnything() {
        byte[] key = new byte[Ed25519.KEY_LENGTH];
        byte[] digest = new byte[32];
        Set<Integer> seen = new HashSet<>();

        for (int bit = 0; bit < 256; bit++) {
            seen.add(signatureHash(flipped(key, bit), digest));
            seen.add(signatureHash(key, flipped(digest, bit)));
        }

        assertThat(StandInSignatures.sign(key, digest))
                .hasSize(Ed25519.SIGNATURE_LENGTH)
                .isEqualTo(StandInSignatures.sign(key.clone(), digest.clone()));
        assertThat(seen).hasSize(512);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] = (byte) (copy[bit / 8] ^ 1 << bit % 8);
        return copy;
    }

    private static int signatureHash(byte[] key, byte[] digest) {
        return Arrays.hashCode(StandInSignatures.sign(key, digest));
    }
}
