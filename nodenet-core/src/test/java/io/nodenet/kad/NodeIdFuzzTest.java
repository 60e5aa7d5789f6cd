package io.nodenet.kad;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Tag;

/** Parses random texts as a NodeID, and holds the metric against big integers. */
@Tag("fuzz")
class NodeIdFuzzTest {
    @FuzzTest
    void parsesWhatItPrintsAndNothingElse(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        boolean wellFormed = text.length() == 2 * NodeId.LENGTH
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F');
        try {
            NodeId id = NodeId.parse(text);
            assertThat(wellFormed).isTrue();
            assertThat(id).hasToString(text.toLowerCase(Locale.ROOT));
            assertThat(NodeId.parse(id.toString())).isEqualTo(id);
            assertThat(id.toString()).startsWith(id.shortText());
        } catch (IllegalArgumentException e) {
            assertThat(wellFormed).isFalse();
        }
    }

    @FuzzTest
    void metricIsThatOfBigIntegers(byte[] data) {
        NodeId[] ids = new NodeId[3];
        for (int i = 0; i < ids.length; i++) {
            int from = Math.min(data.length, i * NodeId.LENGTH);
            ids[i] = NodeId.of(Arrays.copyOf(Arrays.copyOfRange(data, from, data.length), NodeId.LENGTH));
        }
        BigInteger toA = number(ids[0].distanceTo(ids[1]));
        BigInteger toB = number(ids[0].distanceTo(ids[2]));

        assertThat(toA).isEqualTo(number(ids[0]).xor(number(ids[1])));
        assertThat(Integer.signum(ids[0].compareDistance(ids[1], ids[2]))).isEqualTo(toA.compareTo(toB));
        assertThat(ids[0].commonPrefixLength(ids[1])).isEqualTo(NodeId.BITS - toA.bitLength());
        assertThat(Integer.signum(ids[1].compareTo(ids[2])))
                .isEqualTo(number(ids[1]).compareTo(number(ids[2])));
        assertThat(NodeId.of(ids[0].toBytes())).isEqualTo(ids[0]).hasSameHashCodeAs(ids[0]);
    }

    private static BigInteger number(NodeId id) {
        return new BigInteger(1, id.toBytes());
    }
}
