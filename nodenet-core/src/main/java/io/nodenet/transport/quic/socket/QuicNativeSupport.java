package io.nodenet.transport.quic.socket;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.nodenet.NativeLibraryException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses how the socket is driven: epoll with recvmmsg and segmentation offload where it is there, NIO elsewhere. */
public final class QuicNativeSupport {
    /** Datagrams handed to the kernel in one call when it can segment them. */
    static final int MAX_SEGMENTS = 10;

    private static final String ARTIFACT = "io.netty:netty-codec-native-quic";

    private final boolean epoll;

    private QuicNativeSupport(boolean epoll) {
        this.epoll = epoll;
    }

    /**
     * Returns the best support of this platform.
     *
     * @param forceNio whether to leave epoll aside
     * @throws NativeLibraryException if the native QUIC library is missing; the message names the artifact to add
     */
    public static QuicNativeSupport choose(boolean forceNio) {
        NativeLibraryException failure = codecFailure();
        if (failure != null) {
            throw failure;
        }
        return new QuicNativeSupport(!forceNio && epollFailure() == null);
    }

    /** Returns the exception that tells which artifact the platform lacks. */
    public static NativeLibraryException missing(String osName, String osArch, @Nullable Throwable cause) {
        String classifier = classifier(osName, osArch);
        String remedy = classifier == null
                ? "there is none for this platform; supported are linux-x86_64, linux-aarch_64, osx-x86_64, osx-aarch_64 and"
                        + " windows-x86_64"
                : "add the dependency " + ARTIFACT + ":" + classifier
                        + " in the version of the other Netty artifacts, and on JDK 24 or newer allow native access"
                        + " (--enable-native-access=ALL-UNNAMED)";
        String platform = classifier == null ? osName + " on " + osArch : classifier;
        String message = "The native QUIC library for " + platform + " cannot be loaded: " + remedy;
        return cause == null ? new NativeLibraryException(message) : new NativeLibraryException(message, cause);
    }

    /** Returns Netty's classifier of a platform, or null if Netty has no native QUIC library for it. */
    static @Nullable String classifier(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch =
                switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64", "x64", "x86-64" -> "x86_64";
                    case "aarch64", "arm64" -> "aarch_64";
                    default -> "";
                };
        if (arch.isEmpty()) {
            return null;
        }
        if (os.startsWith("linux")) {
            return "linux-" + arch;
        }
        if (os.startsWith("mac") || os.startsWith("darwin") || os.startsWith("osx")) {
            return "osx-" + arch;
        }
        return os.startsWith("windows") && arch.equals("x86_64") ? "windows-x86_64" : null;
    }

    /** Returns why the native QUIC library cannot be loaded, and which artifact to add; null if it is loaded. */
    public static @Nullable NativeLibraryException codecFailure() {
        return Quic.isAvailable()
                ? null
                : missing(
                        System.getProperty("os.name", ""),
                        System.getProperty("os.arch", ""),
                        Quic.unavailabilityCause());
    }

    /** Returns why epoll is not there; null if it is. */
    public static @Nullable Throwable epollFailure() {
        try {
            return Epoll.unavailabilityCause();
        } catch (LinkageError absent) {
            return absent;
        }
    }

    /** Returns whether the socket is driven by epoll. */
    public boolean isEpoll() {
        return epoll;
    }

    /** Returns the driver of the event loop. */
    public IoHandlerFactory ioHandlerFactory() {
        return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    /** Returns what makes a UDP socket of the family of an address. */
    ChannelFactory<DatagramChannel> channelFactory(InetAddress address) {
        SocketProtocolFamily family =
                address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        return epoll ? () -> new EpollDatagramChannel(family) : () -> new NioDatagramChannel(family);
    }

    /** Returns what packs several packets of one connection into one system call, or the allocator that never does. */
    SegmentedDatagramPacketAllocator segmentation() {
        return epoll ? SegmentedPackets.ofEpoll(MAX_SEGMENTS) : SegmentedDatagramPacketAllocator.NONE;
    }
}
