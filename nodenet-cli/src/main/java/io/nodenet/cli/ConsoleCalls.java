package io.nodenet.cli;

import io.nodenet.ConnectionClosedException;
import io.nodenet.NodenetException;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.metrics.Labels;
import io.nodenet.node.InboundCall;
import io.nodenet.node.Node;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media sessions of a node of the command line: accepts those of peers, opens those that the console requests, and reports what arrives
 * over them. In echo mode, data that arrives over a session of a peer is sent back over it. Thread-safe.
 */
final class ConsoleCalls {
    /** The maximum number of concurrent sessions of the console. */
    static final int MAX_SESSIONS = 64;

    /** The longest wait of an opened session for its first echo. */
    static final long ECHO_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger("nodenet");
    private static final int CHANNEL = 16;
    private static final long PROBE_MILLIS = 100;

    private final Node node;
    private final boolean echo;
    private final @Nullable ConsoleEvents events;
    private final Map<Long, MediaSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /**
     * Creates an instance without sessions.
     *
     * @param events receives the events, null for none
     */
    ConsoleCalls(Node node, boolean echo, @Nullable ConsoleEvents events) {
        this.node = node;
        this.echo = echo;
        this.events = events;
    }

    /** Accepts a call of a peer. */
    void take(InboundCall call) {
        if (sessions.size() == MAX_SESSIONS) {
            call.decline();
            return;
        }
        call.accept().ifPresent(session -> {
            long number = add(session);
            if (events != null) {
                events.mediaIn(number, session);
            }
            session.listen(new Told(number, session, echo, echoed -> {}));
        });
    }

    private long add(MediaSession session) {
        long number = last.incrementAndGet();
        sessions.put(number, session);
        return number;
    }

    /** An opened session, its number, and the time until the first echo. */
    record Opened(long number, MediaSession session, long millis) {}

    /** Opens a session and sends datagrams until one comes back. */
    CompletableFuture<Opened> open(NodeId peer) {
        if (sessions.size() == MAX_SESSIONS) {
            throw new IllegalStateException("too many sessions: at most " + MAX_SESSIONS + " can be open");
        }
        long begunNanos = System.nanoTime();
        return node.call(peer).thenCompose(session -> {
            long number = add(session);
            CompletableFuture<ByteBuffer> echoed = new CompletableFuture<>();
            session.listen(new Told(number, session, false, echoed::complete));
            session.closed()
                    .thenAccept(reason -> echoed.completeExceptionally(
                            new ConnectionClosedException("the session was closed: " + Labels.of(reason))));
            probe(session, echoed);
            return echoed.orTimeout(ECHO_SECONDS, TimeUnit.SECONDS)
                    .whenComplete((payload, failure) -> {
                        if (failure != null) {
                            session.close();
                        }
                    })
                    .thenApply(payload ->
                            new Opened(number, session, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos)));
        });
    }

    private static void probe(MediaSession session, CompletableFuture<?> echoed) {
        if (!echoed.isDone()) {
            session.sendDatagram(CHANNEL, ByteBuffer.wrap(new byte[] {'?'}));
            Executor later = CompletableFuture.delayedExecutor(PROBE_MILLIS, TimeUnit.MILLISECONDS);
            later.execute(() -> probe(session, echoed));
        }
    }

    /** Sends a datagram over a session. */
    MediaSendResult sendDatagram(long number, int channel, byte[] payload) {
        return session(number).sendDatagram(channel, ByteBuffer.wrap(payload));
    }

    /** Sends a message over a session. */
    CompletableFuture<Void> sendMessage(long number, int channel, byte[] payload) {
        return session(number).sendMessage(channel, ByteBuffer.wrap(payload));
    }

    /** Closes a session. */
    void close(long number) {
        session(number).close();
    }

    private MediaSession session(long number) {
        MediaSession session = sessions.get(number);
        if (session == null) {
            throw new IllegalArgumentException("there is no session " + number);
        }
        return session;
    }

    /** Reports what arrives over one session. */
    private final class Told implements MediaListener {
        private final long number;
        private final MediaSession session;
        private final boolean echoing;
        private final Consumer<ByteBuffer> onDatagram;

        private Told(long number, MediaSession session, boolean echoing, Consumer<ByteBuffer> onDatagram) {
            this.number = number;
            this.session = session;
            this.echoing = echoing;
            this.onDatagram = onDatagram;
        }

        @Override
        public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
            if (events != null) {
                events.mediaFrame("media-datagram", number, channel, bytes(payload));
            }
            if (echoing) {
                echo(() -> session.sendDatagram(channel, payload));
            }
            onDatagram.accept(payload);
        }

        @Override
        public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
            if (events != null) {
                events.mediaFrame("media-message", number, channel, bytes(payload));
            }
            if (echoing) {
                echo(() -> session.sendMessage(channel, payload));
            }
        }

        private void echo(Runnable send) {
            try {
                send.run();
            } catch (NodenetException e) {
                LOG.debug("no echo over {}: {}", session, e.toString());
            }
        }

        private static byte[] bytes(ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(payload.position(), bytes);
            return bytes;
        }

        @Override
        public void onClosed(MediaCloseReason reason) {
            sessions.remove(number);
            if (events != null) {
                events.mediaClosed(number, reason, session.stats());
            }
        }
    }
}
