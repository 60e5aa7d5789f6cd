package io.nodenet.transport.quic.socket;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.unix.Errors;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells for what cause the system did not send a packet. */
public final class SendFailure {
    private static final int EPERM = -1;
    private static final int EIO = -5;
    private static final int ENOMEM = -12;
    private static final int EACCES = -13;
    private static final int EINVAL = -22;
    private static final int EMSGSIZE = -90;
    private static final int ENETDOWN = -100;
    private static final int ENETUNREACH = -101;
    private static final int ENOBUFS = -105;
    private static final int EHOSTDOWN = -112;
    private static final int EHOSTUNREACH = -113;

    private SendFailure() {}

    /** Returns what counts a send that failed. */
    public static ChannelFutureListener counting(EnumCounters<TransportCounter> counters) {
        return written -> {
            Throwable cause = written.cause();
            if (cause != null) {
                count(cause, counters);
            }
        };
    }

    /** Counts a send that failed, unless the socket was closed. */
    static void count(Throwable cause, EnumCounters<TransportCounter> counters) {
        TransportCounter counter = counter(cause);
        if (counter != null) {
            counters.increment(counter);
        }
    }

    /** Returns under what a failed send is counted, or null if nothing is wrong: the socket was closed. */
    static @Nullable TransportCounter counter(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return null;
        }
        if (cause instanceof Errors.NativeIoException failed) {
            return switch (failed.expectedErr()) {
                case EMSGSIZE -> TransportCounter.SEND_TOO_LARGE;
                case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN -> TransportCounter.SEND_UNREACHABLE;
                case EPERM, EACCES -> TransportCounter.SEND_FORBIDDEN;
                case ENOBUFS, ENOMEM -> TransportCounter.SEND_NO_BUFFERS;
                default -> TransportCounter.SEND_FAILED;
            };
        }
        return ofMessage(cause);
    }

    /** The JDK's own sockets tell in words only. */
    private static TransportCounter ofMessage(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("too large") || text.contains("too long")) {
            return TransportCounter.SEND_TOO_LARGE;
        }
        if (cause instanceof NoRouteToHostException || text.contains("unreachable") || text.contains("no route")) {
            return TransportCounter.SEND_UNREACHABLE;
        }
        if (text.contains("not permitted") || text.contains("denied")) {
            return TransportCounter.SEND_FORBIDDEN;
        }
        return text.contains("buffer space") ? TransportCounter.SEND_NO_BUFFERS : TransportCounter.SEND_FAILED;
    }

    /**
     * Returns whether packets that the system refused in one call may be taken one by one: they are larger than the interface allows, or it
     * cannot compute their checksums.
     */
    static boolean mayBeSentOneByOne(Throwable cause) {
        if (!(cause instanceof Errors.NativeIoException failed)) {
            return false;
        }
        int error = failed.expectedErr();
        return error == EMSGSIZE || error == EINVAL || error == EIO;
    }
}
