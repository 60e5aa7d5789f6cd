package io.nodenet.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nodenet.Vectors;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class NodeIdVectorsTest {
    private final Vectors vectors = Vectors.load("kad.json");

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names()).containsExactlyInAnyOrder("pairs", "compare", "order", "parse");
    }

    @Test
    void distancePrefixAndBucketAreTheRecordedOnes() {
        vectors.each("pairs", row -> {
            NodeId a = NodeId.of(row.bytes("a"));
            NodeId b = NodeId.of(row.bytes("b"));

            assertThat(a.distanceTo(b)).hasToString(row.string("distance"));
            assertThat(b.distanceTo(a)).isEqualTo(a.distanceTo(b));
            assertThat(a.commonPrefixLength(b)).isEqualTo(row.integer("cpl"));
            if (row.has("bucket")) {
                assertThat(a.bucketIndex(b)).isEqualTo(row.integer("bucket"));
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> a.bucketIndex(b));
            }
        });
    }

    @Test
    void closerIsTheRecordedOne() {
        vectors.each("compare", row -> {
            NodeId target = NodeId.parse(row.string("target"));
            NodeId a = NodeId.parse(row.string("a"));
            NodeId b = NodeId.parse(row.string("b"));

            assertThat(Integer.signum(target.compareDistance(a, b))).isEqualTo(row.integer("cmp"));
            assertThat(target.isCloser(a, b)).isEqualTo(row.integer("cmp") < 0);
        });
    }

    @Test
    void sortingByDistanceGivesTheRecordedOrder() {
        vectors.each("order", row -> {
            NodeId target = NodeId.parse(row.string("target"));
            List<NodeId> ids = row.strings("ids").stream().map(NodeId::parse).toList();

            assertThat(ids.stream().sorted(target.byDistance()).map(NodeId::toString))
                    .isEqualTo(row.strings("sorted"));
        });
    }

    @Test
    void parsingAcceptsExactlyTheRecordedTexts() {
        vectors.each("parse", row -> {
            String text = row.string("text");
            if (row.flag("ok")) {
                assertThat(NodeId.parse(text).toBytes()).isEqualTo(row.bytes("id"));
                assertThat(NodeId.parse(text)).hasToString(row.string("canonical_text"));
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse(text));
            }
        });
    }
}
