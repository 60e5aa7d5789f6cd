package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTypeTest {
    private final List<FrameType> known = Arrays.stream(FrameType.values())
            .filter(type -> type != FrameType.UNKNOWN)
            .toList();

    @Test
    void L11_frameTypesAreDistinctAndInRange() {
        assertThat(known).extracting(FrameType::code).doesNotHaveDuplicates();
        assertThat(known)
                .filteredOn(type -> type != FrameType.APP)
                .allSatisfy(type -> assertThat(type.code()).isBetween(1, FrameType.MAX_CORE_CODE));
        assertThat(FrameType.APP.code()).isEqualTo(FrameType.MAX_CORE_CODE + 1);
    }

    @Test
    void everyByteHasExactlyOneType() {
        for (int code = 0; code < 256; code++) {
            FrameType type = FrameType.ofCode(code);
            if (type == FrameType.UNKNOWN) {
                assertThat(known).extracting(FrameType::code).doesNotContain(code);
            } else {
                assertThat(type.code()).isEqualTo(code);
            }
            assertThat(FrameType.ofCode((byte) code)).isSameAs(type);
        }
    }

    @Test
    void routedTypesAreThoseThatCarryARoutedMessage() {
        assertThat(known)
                .filteredOn(FrameType::isRouted)
                .containsExactly(
                        FrameType.ROUTE,
                        FrameType.LOOKUP,
                        FrameType.NEIGHBORS,
                        FrameType.HELLO,
                        FrameType.REPLY,
                        FrameType.CONNECT,
                        FrameType.CONNECT_ACK);
        assertThat(known).allMatch(type -> type.kind() != FrameType.Kind.UNKNOWN);
        assertThat(FrameType.UNKNOWN.isRouted()).isFalse();
    }
}
