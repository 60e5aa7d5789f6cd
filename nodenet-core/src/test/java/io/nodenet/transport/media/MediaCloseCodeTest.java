package io.nodenet.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.MediaCloseReason;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaCloseCodeTest {
    private static final Set<MediaCloseReason> TOLD = EnumSet.of(
            MediaCloseReason.DECLINED,
            MediaCloseReason.BUSY,
            MediaCloseReason.PROOF_OF_WORK,
            MediaCloseReason.UNANSWERED);

    @ParameterizedTest
    @EnumSource(MediaCloseReason.class)
    void refusalsComeThroughAndNothingElseDoes(MediaCloseReason reason) {
        int code = MediaCloseCode.of(reason);

        assertThat(code).isNotEqualTo(MediaCloseCode.UNSUPPORTED);
        assertThat(code == MediaCloseCode.NONE).isEqualTo(!TOLD.contains(reason));
        assertThat(MediaCloseCode.reason(code, false))
                .isEqualTo(TOLD.contains(reason) ? reason : MediaCloseReason.PEER_CLOSED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 6, -1, 1L << 32 | 2, Long.MAX_VALUE})
    void codesWithoutAMeaningAreAMereClose(long code) {
        assertThat(MediaCloseCode.reason(code, false)).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(MediaCloseCode.reason(code, true)).isEqualTo(MediaCloseReason.REFUSED);
    }

    @Test
    void aReasonThatWasGivenIsWorthMoreThanSilence() {
        assertThat(MediaCloseCode.reason(MediaCloseCode.of(MediaCloseReason.BUSY), true))
                .isEqualTo(MediaCloseReason.BUSY);
    }
}
