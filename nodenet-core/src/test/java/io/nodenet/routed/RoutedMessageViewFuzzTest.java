package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Parses random bytes as a routed message: the parts lie inside it, and a message of the same parts parses to the same. */
@Tag("fuzz")
class RoutedMessageViewFuzzTest {
    private static final int MARGIN = 5;

    @FuzzTest
    void parsesWhatItsPartsEncodeTo(byte[] data) {
        byte[] array = new byte[MARGIN + data.length];
        System.arraycopy(data, 0, array, MARGIN, data.length);
        RoutedMessageView view = new RoutedMessageView();

        Outcome outcome = view.parse(array, MARGIN, data.length);

        assertThat(outcome).isIn(Outcome.OK, Outcome.SHORT_BUFFER, Outcome.AVOID_TOO_LARGE);
        if (!outcome.isOk()) {
            return;
        }
        assertThat(view.offset()).isEqualTo(MARGIN);
        assertThat(view.payloadOffset()).isBetween(MARGIN + RoutedMessageView.AVOID_COUNT_OFFSET + 2, array.length);
        assertThat(view.signatureOffset() + RoutedMessageView.SIGNATURE_LENGTH).isEqualTo(array.length);
        assertThat(view.avoidCount()).isBetween(0, RoutedMessageView.MAX_AVOID);
        assertThat(view.isFor(view.target())).isTrue();
        encodesToTheSame(data, view);
        changesOneByteOnly(array, view);
        RoutedSigning.verify(view, FrameType.ROUTE);
    }

    private static void encodesToTheSame(byte[] data, RoutedMessageView view) {
        List<NodeId> avoid = avoid(view);
        avoid.forEach(id -> assertThat(view.avoids(id)).isTrue());
        byte[] key = Arrays.copyOfRange(view.array(), view.keyOffset(), view.keyOffset() + 32);
        byte[] signature = Arrays.copyOfRange(view.array(), view.signatureOffset(), view.signatureOffset() + 64);
        SignedMessage message =
                new SignedMessage(FrameType.ROUTE, view.target(), key, view.sentNanos(), view.payload(), signature);
        int length = message.frameLength(avoid.size());
        ByteBuf frame = Unpooled.buffer(length, length);
        message.writeFrame(frame, view.ttl(), avoid);

        byte[] written = ByteBufUtil.getBytes(frame);
        FrameHeader header = new FrameHeader();
        assertThat(FrameCodec.parse(written, 0, written.length, header)).isEqualTo(Outcome.OK);
        RoutedMessageView again = new RoutedMessageView();
        assertThat(again.parse(written, header.payloadOffset(), header.payloadLength()))
                .isEqualTo(Outcome.OK);
        assertThat(again.target()).isEqualTo(view.target());
        assertThat(again.ttl()).isEqualTo(view.ttl());
        assertThat(again.sentNanos()).isEqualTo(view.sentNanos());
        assertThat(avoid(again)).isEqualTo(avoid);
        assertThat(again.payload()).isEqualTo(view.payload());
        assertThat(RoutedSigning.digest(again, FrameType.ROUTE)).isEqualTo(RoutedSigning.digest(view, FrameType.ROUTE));
        if (header.payloadLength() == data.length) {
            assertThat(Arrays.copyOfRange(written, header.payloadOffset(), written.length))
                    .isEqualTo(data);
        }
    }

    private static List<NodeId> avoid(RoutedMessageView view) {
        Cursor cursor = new Cursor().reset(view.array());
        cursor.skip(view.offset() + RoutedMessageView.AVOID_COUNT_OFFSET);
        List<NodeId> avoid = new ArrayList<>();
        for (long left = cursor.uvarint(); left > 0; left--) {
            avoid.add(cursor.nodeId());
        }
        assertThat(avoid).hasSize(view.avoidCount());
        return avoid;
    }

    private static void changesOneByteOnly(byte[] array, RoutedMessageView view) {
        byte[] expected = array.clone();
        expected[MARGIN + RoutedMessageView.TTL_OFFSET] = 7;

        view.patchTtl(7);

        assertThat(array).isEqualTo(expected);
        assertThat(view.ttl()).isEqualTo(7);
    }
}
