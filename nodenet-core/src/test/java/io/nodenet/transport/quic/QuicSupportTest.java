package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuicSupportTest {
    @Test
    void reasonIsTheFirstLineOfTheInnermostCause() {
        assertThat(QuicSupport.reason(new LinkageError("outer", new IllegalStateException("no library\nat all"))))
                .isEqualTo("java.lang.IllegalStateException: no library");
        assertThat(QuicSupport.reason(null)).isNull();
    }

    @Test
    void buffersAreThoseThatTheSystemGrants() {
        QuicSupport support = QuicSupport.probe();

        assertThat(support.codecFailure()).isNull();
        assertThat(support.requestedBufferBytes()).isEqualTo(7 << 20);
        assertThat(support.receiveBufferBytes()).isBetween(1, 7 << 20);
        assertThat(support.sendBufferBytes()).isBetween(1, 7 << 20);
    }
}
