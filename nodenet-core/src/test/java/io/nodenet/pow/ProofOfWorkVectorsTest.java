package io.nodenet.pow;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.identity.Identity;
import io.nodenet.identity.NodeIdDeriver;
import io.nodenet.kad.NodeId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class ProofOfWorkVectorsTest {
    private final Vectors vectors = Vectors.load("pow.json");

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names()).containsExactlyInAnyOrder("leading_zeros", "satisfies", "mint");
    }

    @Test
    void leadingZerosAreTheRecordedOnes() {
        vectors.each(
                "leading_zeros",
                row -> assertThat(NodeId.parse(row.string("id")).leadingZeroBits())
                        .isEqualTo(row.integer("bits")));
    }

    @Test
    void verdictsAreTheRecordedOnes() {
        vectors.each(
                "satisfies",
                row -> assertThat(ProofOfWork.satisfies(NodeId.parse(row.string("id")), row.integer("difficulty")))
                        .isEqualTo(row.flag("ok")));
    }

    @Test
    void theFirstSeedThatSatisfiesIsTheRecordedOne() {
        NodeIdDeriver deriver = new NodeIdDeriver();
        MessageDigest sha256 = sha256();
        vectors.each("mint", row -> {
            int difficulty = row.integer("difficulty");
            byte[] seed = {};
            NodeId id = NodeId.ZERO;
            int index = -1;
            do {
                index++;
                sha256.update(row.bytes("prefix"));
                seed = sha256.digest(ByteBuffer.allocate(8).putLong(index).array());
                id = deriver.nodeIdOf(seed, 0);
            } while (!ProofOfWork.satisfies(id, difficulty));

            assertThat(index).isEqualTo(row.integer("index"));
            assertThat(seed).isEqualTo(row.bytes("seed"));
            assertThat(id).hasToString(row.string("node_id"));
            assertThat(id.leadingZeroBits()).isEqualTo(row.integer("bits"));
            assertThat(Identity.fromSeed(seed).nodeId()).isEqualTo(id);
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
