package io.nodenet.node.core;

import io.nodenet.Vectors;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one recorded packet shows, so that tests go by that and not by the names of rows.
 *
 * @param type of its frame; null if it is none
 * @param restLength bytes behind the frame
 * @param target where its message goes; null if it carries none
 * @param originatorKey the public key of its message, in hexadecimal; empty if it carries none
 * @param avoid the avoid-set of its message
 */
record RecordedPacket(
        @Nullable FrameType type, int restLength, @Nullable NodeId target, String originatorKey, List<String> avoid) {
    static RecordedPacket of(String hex) {
        byte[] packet = Vectors.unhex(hex);
        FrameHeader header = new FrameHeader();
        if (!FrameCodec.parse(packet, 0, packet.length, header).isOk()) {
            return new RecordedPacket(null, 0, null, "", List.of());
        }
        FrameType type = FrameType.ofCode(header.typeCode());
        RoutedMessageView view = new RoutedMessageView();
        if (!type.isRouted()
                || !view.parse(packet, header.payloadOffset(), header.payloadLength())
                        .isOk()) {
            return new RecordedPacket(type, header.restLength(), null, "", List.of());
        }
        List<String> avoid = new ArrayList<>();
        int at = view.keyOffset() + RoutedMessageView.KEY_AND_SENT_LENGTH + 1;
        for (int i = 0; i < view.avoidCount(); i++) {
            int start = at + i * NodeId.LENGTH;
            avoid.add(Vectors.hex(Arrays.copyOfRange(packet, start, start + NodeId.LENGTH)));
        }
        String key = Vectors.hex(packet, view.keyOffset(), 32);
        return new RecordedPacket(type, header.restLength(), view.target(), key, avoid);
    }

    /** Returns whether the message names its own target among the nodes to avoid. */
    boolean avoidsTarget() {
        return target != null && avoid.contains(target.toString());
    }

    /** Returns the avoid-set without the target. */
    List<String> avoidWithoutTarget() {
        return avoid.stream().filter(id -> !id.equals(String.valueOf(target))).toList();
    }
}
