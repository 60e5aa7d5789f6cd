package io.nodenet.transport.quic.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.NettyVersionException;
import org.junit.jupiter.api.Test;

class NettyVersionTest {
    /** What Netty 4.2.10 has. */
    public static final class OldBuilder {
        public OldBuilder sessionCacheSize(long size) {
            return this;
        }
    }

    @Test
    void theNettyOfThisBuildIsAccepted() {
        assertThatCode(NettyVersion::check).doesNotThrowAnyException();
    }

    @Test
    void anOldNettyIsRefusedWithItsVersionAndTheOneToHave() {
        assertThatExceptionOfType(NettyVersionException.class)
                .isThrownBy(() -> NettyVersion.check(OldBuilder.class, () -> "4.2.10.Final"))
                .withMessage(
                        "Netty 4.2.10.Final on the class path is too old for nodenet: have all io.netty artifacts in"
                                + " version 4.2.15.Final or newer");
        assertThatExceptionOfType(NettyVersionException.class)
                .isThrownBy(() -> NettyVersion.check(OldBuilder.class, () -> null))
                .withMessageStartingWith("Netty on the class path is too old");
    }
}
