package io.nodenet.spring.boot.autoconfigure.diagnostics;

import io.nodenet.NativeLibraryException;
import io.nodenet.NettyVersionException;
import io.nodenet.TransportException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a socket that cannot be bound, and a Netty version that cannot bind it. */
final class TransportFailureAnalyzer extends AbstractFailureAnalyzer<TransportException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TransportException cause) {
        if (cause instanceof NativeLibraryException) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Add the artifact to the runtime class path; nodenet-spring-boot-starter brings those of all five platforms. If it is"
                            + " there, compare its version with that of the other io.netty artifacts: Spring Boot manages one whose native"
                            + " QUIC libraries may not be published, which the property netty.version overrides.",
                    cause);
        }
        if (cause instanceof NettyVersionException) {
            return new FailureAnalysis(
                    cause.getMessage() + ".",
                    "Spring Boot manages the version of Netty: use Spring Boot 4.0.7 or newer, or set the property netty.version (with"
                            + " imported dependencies, import io.netty:netty-bom before them).",
                    cause);
        }
        return new FailureAnalysis(
                "The node cannot start: " + cause.getMessage() + ".",
                "Set nodenet.transport.quic.port (0 for any free port) or nodenet.transport.quic.address, or stop the process that holds"
                        + " the port.",
                cause);
    }
}
