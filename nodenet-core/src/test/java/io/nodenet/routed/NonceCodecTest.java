package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.wire.Cursor;
import org.junit.jupiter.api.Test;

class NonceCodecTest {
    @Test
    void questionIsANonceAndNothingElse() {
        Cursor exact = new Cursor().reset(new byte[] {0, 0, 0, 0, 0, 0, 1, 2});
        assertThat(NonceCodec.readQuestion(exact)).isEqualTo(0x0102);
        assertThat(exact.failed()).isFalse();

        Cursor longer = new Cursor().reset(new byte[NonceCodec.LENGTH + 1]);
        NonceCodec.readQuestion(longer);
        assertThat(longer.failed()).isTrue();

        Cursor shorter = new Cursor().reset(new byte[NonceCodec.LENGTH - 1]);
        NonceCodec.readQuestion(shorter);
        assertThat(shorter.failed()).isTrue();
    }
}
