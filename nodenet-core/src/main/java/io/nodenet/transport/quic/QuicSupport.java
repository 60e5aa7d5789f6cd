package io.nodenet.transport.quic;

import io.nodenet.NativeLibraryException;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import io.nodenet.transport.quic.socket.UdpEndpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * What this host has for a {@link QuicTransport}: the native libraries, and the socket buffers that the system grants. Immutable.
 *
 * @param codecFailure why the native QUIC library cannot be loaded, and what to add; null if it is loaded
 * @param epollFailure why sockets are driven by NIO and not by epoll; null if they are driven by epoll
 * @param requestedBufferBytes what a transport asks for in each direction
 * @param receiveBufferBytes what the system grants a socket that is opened now, {@value #UNKNOWN} if it does not tell
 * @param sendBufferBytes the same of the other direction
 */
public record QuicSupport(
        @Nullable String codecFailure,
        @Nullable String epollFailure,
        int requestedBufferBytes,
        int receiveBufferBytes,
        int sendBufferBytes) {
    /** Stands for a size that the system does not tell. */
    public static final int UNKNOWN = -1;

    /** Looks at this host: loads the native libraries if that has not been done, and opens a UDP socket that is closed at once. */
    public static QuicSupport probe() {
        NativeLibraryException codec = QuicNativeSupport.codecFailure();
        return new QuicSupport(
                codec == null ? null : codec.getMessage(),
                reason(QuicNativeSupport.epollFailure()),
                UdpEndpoint.SOCKET_BUFFER,
                granted(StandardSocketOptions.SO_RCVBUF),
                granted(StandardSocketOptions.SO_SNDBUF));
    }

    private static int granted(SocketOption<Integer> buffer) {
        try (DatagramChannel socket = DatagramChannel.open()) {
            socket.setOption(buffer, UdpEndpoint.SOCKET_BUFFER);
            return socket.getOption(buffer);
        } catch (IOException unknown) {
            return UNKNOWN;
        }
    }

    /** Returns the innermost cause, which names what is missing, in one line. */
    static @Nullable String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? null : cause.toString().lines().findFirst().orElse("");
    }
}
