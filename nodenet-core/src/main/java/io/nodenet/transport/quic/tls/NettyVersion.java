package io.nodenet.transport.quic.tls;

import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.util.Version;
import io.nodenet.NettyVersionException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Refuses a Netty that is too old with words, before it fails with a missing method. */
final class NettyVersion {
    /** The oldest version that nodenet is built with: that of Spring Boot 4.0.7. */
    static final String OLDEST = "4.2.15.Final";

    private static final String ARTIFACT = "netty-codec-classes-quic";

    /** The youngest of the methods that we call. */
    private static final String METHOD = "endpointIdentificationAlgorithm";

    private NettyVersion() {}

    /**
     * Checks the Netty on the class path.
     *
     * @throws NettyVersionException if it is too old
     */
    static void check() {
        check(QuicSslContextBuilder.class, NettyVersion::found);
    }

    /** Returns the version on the class path, null if it is not told; costs more than the rest of the check, so for a refusal only. */
    private static @Nullable String found() {
        Version found =
                Version.identify(QuicSslContextBuilder.class.getClassLoader()).get(ARTIFACT);
        return found == null ? null : found.artifactVersion();
    }

    static void check(Class<?> builder, Supplier<@Nullable String> found) {
        // by what is there and not by the number: an application may have repackaged its libraries without their
        // versions
        if (Arrays.stream(builder.getMethods())
                .noneMatch(method -> method.getName().equals(METHOD))) {
            String version = found.get();
            throw new NettyVersionException("Netty" + (version == null ? "" : " " + version)
                    + " on the class path is too old for nodenet: have all io.netty artifacts in version " + OLDEST
                    + " or newer");
        }
    }
}
