package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first hops and the exact copies of a send; the target stands in no avoid-set of ours (W-10). */
@Tag("vectors")
class FanoutVectorsTest {
    private final Vectors vectors = Vectors.load("routed.json");

    @Test
    void copiesLeaveAsRecordedButForTheTargetInAvoidSets() {
        List<String> spared = new ArrayList<>();
        vectors.each("fanout", row -> {
            Identity origin = Identity.fromSeed(row.bytes("origin_seed"));
            Overlay overlay = new Overlay(1);
            SimNode node = overlay.node(origin, Overlay.quiet(origin));
            Map<String, Puppet> neighbours = new TreeMap<>();
            for (String id : row.strings("live_edges")) {
                Puppet puppet = overlay.puppet(NodeId.parse(id));
                overlay.edge(node, puppet, true);
                neighbours.put(id, puppet);
            }
            NodeId target = NodeId.parse(row.string("target"));
            SignedMessage message = RoutedSigning.sign(
                    origin, FrameType.ofCode(row.integer("type")), target, row.int64("sent_ns"), row.bytes("payload"));

            int copies = node.originate(message);
            overlay.settle();

            List<Row> recorded = row.rows("copies");
            assertThat(copies > 0).isEqualTo(row.flag("routable"));
            assertThat(copies).isEqualTo(recorded.size());
            for (Row copy : recorded) {
                Puppet hop = neighbours.remove(copy.string("first_hop"));
                List<String> expectedAvoid = new ArrayList<>(copy.strings("avoid"));
                if (expectedAvoid.remove(target.toString())) {
                    spared.add(target.toString());
                }
                assertThat(hop.heard()).containsExactly(withoutTargetInAvoidSet(copy.string("frame"), expectedAvoid));
            }
            assertThat(neighbours.values()).allMatch(idle -> idle.heard().isEmpty());
        });
        if (Vectors.areThoseOfTheTree()) {
            assertThat(spared)
                    .as("a recorded avoid-set names the target (W-10)")
                    .isNotEmpty();
        }
    }

    /** Rewrites a recorded frame so that its avoid-set is the given one, which must lack the target only. */
    static String withoutTargetInAvoidSet(String recorded, List<String> avoid) {
        byte[] frame = Vectors.unhex(recorded);
        FrameHeader header = new FrameHeader();
        assertThat(FrameCodec.parse(frame, 0, frame.length, header)).isEqualTo(Outcome.OK);
        int avoidAt = header.payloadOffset() + 73;
        int recordedAvoided = frame[avoidAt];
        assertThat(recordedAvoided - avoid.size()).isBetween(0, 1);
        int tail = avoidAt + 1 + recordedAvoided * NodeId.LENGTH;
        String message = Vectors.hex(frame, header.payloadOffset(), 73)
                + "0"
                + avoid.size()
                + String.join("", avoid)
                + Vectors.hex(frame, tail, frame.length - tail);
        byte[] payload = Vectors.unhex(message);
        byte[] out = new byte[FrameCodec.frameLength(payload.length)];
        assertThat(FrameCodec.encode(header.typeCode(), payload, 0, payload.length, out, 0))
                .isEqualTo(Outcome.OK);
        return Vectors.hex(out);
    }
}
