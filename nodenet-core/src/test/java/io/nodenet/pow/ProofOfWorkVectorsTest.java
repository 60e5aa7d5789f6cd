package io.nodenet.pow;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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
        NodeIdBatch batch = new NodeIdBatch();
        vectors.each("mint", row -> {
            int difficulty = row.integer("difficulty");
            byte[] seeds = {};
            int index = -1;
            do {
                index++;
                if (index % NodeIdBatch.SIZE == 0) {
                    seeds = seeds(row.bytes("prefix"), index);
                    batch.derive(seeds);
                }
            } while (!ProofOfWork.satisfies(batch.nodeId(index % NodeIdBatch.SIZE), difficulty));

            NodeId id = batch.nodeId(index % NodeIdBatch.SIZE);
            int offset = index % NodeIdBatch.SIZE * Identity.SEED_LENGTH;
            byte[] seed = Arrays.copyOfRange(seeds, offset, offset + Identity.SEED_LENGTH);
            assertThat(index).isEqualTo(row.integer("index"));
            assertThat(seed).isEqualTo(row.bytes("seed"));
            assertThat(id).hasToString(row.string("node_id"));
            assertThat(id.leadingZeroBits()).isEqualTo(row.integer("bits"));
            assertThat(Identity.fromSeed(seed).nodeId()).isEqualTo(id);
        });
    }

    /** Returns a batch of the seeds that the vectors try, from one on. */
    private static byte[] seeds(byte[] prefix, int first) {
        ByteBuffer seeds = ByteBuffer.allocate(NodeIdBatch.SIZE * Identity.SEED_LENGTH);
        MessageDigest sha256 = sha256();
        for (int i = 0; i < NodeIdBatch.SIZE; i++) {
            sha256.update(prefix);
            seeds.put(sha256.digest(
                    ByteBuffer.allocate(Long.BYTES).putLong(first + i).array()));
        }
        return seeds.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
