package io.nodenet.transport.quic.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.testing.Allocation;
import io.nodenet.transport.quic.tls.IdentityCertificate.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;

/** Judges random bytes, and random changes of a genuine certificate: nothing throws and nobody gets another identity. */
@Tag("fuzz")
class IdentityCertificateFuzzTest {
    /** A certificate as a peer presents it, from the golden vectors. */
    private static final byte[] GENUINE = HexFormat.of()
            .parseHex("308201873082012da003020102020101300a06082a8648ce3d04030230123110300e060355040313076e6f64656e6574"
                    + "3020170d3730303130313030303030305a180f39393939313233313233353935395a30123110300e060355040313076e"
                    + "6f64656e65743059301306072a8648ce3d020106082a8648ce3d030107034200045f4adfcf205daa01569283d8ff5c66"
                    + "4ca7a34740eca984b5a1a524b6e18de6fa50cec12422ff94e0ff1e6a43eb83984d953d094bb39997a8fe1094d987c1a2"
                    + "40a3723070306e060a2b0601040183c62301010460f1689949cff83558c5fe86da2c88b0afe3e1190d0f3a16c14b5ba3"
                    + "fd4e83f67155a503d1e69010d5cf6db545ed765b57b630f260cf6db07a0a357cbd834abf55b65faaeae1c02d199dd4eb"
                    + "5352733f212fae670e6e9dc01d0f6a278d2b6cd80b300a06082a8648ce3d0403020348003045022100e0148e5348d475"
                    + "9f9d7d5ecf1eaa1f2600e1203bf7559aa8093a17221cb6e4b102206198dd90e3719efd2a92c504256f3a6fd11ed444da"
                    + "6e525092bfc9176cce7d1d");

    private static final Verdict HONEST = IdentityCertificate.verify(new byte[][] {GENUINE});

    @FuzzTest
    void elementsNest(byte[] data) {
        Deque<int[]> ranges = new ArrayDeque<>();
        ranges.push(new int[] {0, data.length});
        int elements = 0;
        while (!ranges.isEmpty()) {
            int[] range = ranges.pop();
            DerReader reader = new DerReader(data, range[0], range[1]);
            int end = range[0];
            while (reader.next()) {
                assertThat(reader.start()).isEqualTo(end);
                assertThat(reader.contentStart()).isBetween(reader.start() + 2, reader.end());
                assertThat(reader.contentLength()).isEqualTo(reader.end() - reader.contentStart());
                end = reader.end();
                assertThat(end).isLessThanOrEqualTo(range[1]);
                assertThat(reader.isAtEnd()).isEqualTo(end == range[1]);
                if ((reader.tag() & 0x20) != 0) {
                    ranges.push(new int[] {reader.contentStart(), end});
                }
                elements++;
            }
        }
        assertThat(elements).isLessThanOrEqualTo(data.length / 2);
    }

    @FuzzTest
    void randomBytesAreJudged(byte[] data) {
        byte[][] chain = {data};
        Verdict verdict = IdentityCertificate.verify(chain);

        assertThat(verdict.nodeId() == null).isNotEqualTo(verdict.refusal() == null);
        assertThat(IdentityCertificate.verify(new byte[][] {GENUINE, data}).nodeId())
                .isIn(null, HONEST.nodeId());
        assertThat(Allocation.bytesOf(() -> IdentityCertificate.verify(chain)))
                .isLessThan(Allocation.fairShare(data.length));
    }

    /** Cuts, inserts and overwrites: nobody but the owner of the key can make another valid certificate. */
    @FuzzTest
    void changedCertificateYieldsNoOtherIdentity(FuzzedDataProvider data) {
        byte[] certificate = GENUINE;
        for (int edits = data.consumeInt(1, 8); edits > 0; edits--) {
            int at = data.consumeInt(0, certificate.length);
            int removed = data.consumeInt(0, 8);
            byte[] inserted = data.consumeBytes(data.consumeInt(0, 8));
            certificate = replaced(certificate, at, Math.min(certificate.length, at + removed), inserted);
        }

        Verdict verdict = IdentityCertificate.verify(new byte[][] {certificate});

        if (verdict.nodeId() != null) {
            assertThat(verdict).isEqualTo(HONEST);
        }
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(inserted);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
