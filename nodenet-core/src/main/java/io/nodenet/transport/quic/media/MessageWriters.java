package io.nodenet.transport.quic.media;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.media.MediaEnd;
import io.nodenet.transport.media.OutboundMessage;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a media session, each on a stream of its own, a few at a time (docs/protocol/05, section 6). The loop only.
 *
 * <p>A stream is opened only if the peer allows one: an attempt beyond that costs a stream ID indefinitely (T6).
 */
final class MessageWriters {
    /** How many messages are in progress at a time; more would only delay each other. */
    static final int MAX_UNDER_WAY = 8;

    /** A message that makes no progress for as long is abandoned, and one for which the peer allows no stream for as long. */
    static final long STALL_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long CHECK_NANOS = Duration.ofMillis(250).toNanos();

    private final QuicChannel quic;
    private final MediaEnd end;
    private final EventLoopNodeLoop loop;
    private final List<MessageWriter> active = new ArrayList<>();
    private @Nullable OutboundMessage next;
    private long nextSinceNanos;
    private NodeLoop.@Nullable Timer timer;
    private boolean ended;

    MessageWriters(QuicChannel quic, MediaEnd end, EventLoopNodeLoop loop) {
        this.quic = quic;
        this.end = end;
        this.loop = loop;
    }

    /** Begins to send what waits, and abandons what was cancelled. */
    void advance(long nowNanos) {
        if (ended) {
            return;
        }
        abandonCancelled();
        while (active.size() < MAX_UNDER_WAY && !ended) {
            OutboundMessage message = next(nowNanos);
            if (message == null || quic.peerAllowedStreams(QuicStreamType.UNIDIRECTIONAL) <= 0) {
                break;
            }
            next = null;
            MessageWriter writer = new MessageWriter(message, nowNanos);
            active.add(writer);
            quic.createStream(QuicStreamType.UNIDIRECTIONAL, writer)
                    .addListener((Future<QuicStreamChannel> stream) -> opened(writer, stream));
        }
        watch();
    }

    private @Nullable OutboundMessage next(long nowNanos) {
        OutboundMessage waiting = next;
        if (waiting != null && waiting.isCancelled()) {
            waiting.cancelled();
            waiting = null;
        }
        if (waiting == null) {
            waiting = end.nextMessage(nowNanos);
            nextSinceNanos = nowNanos;
            next = waiting;
        }
        return waiting;
    }

    private void opened(MessageWriter writer, Future<QuicStreamChannel> stream) {
        if (!stream.isSuccess()) {
            writer.fail("no stream could be opened");
            over(writer);
        } else {
            writer.write(stream.getNow(), loop, () -> over(writer));
        }
    }

    private void over(MessageWriter writer) {
        if (active.remove(writer) && !ended) {
            // deferred: the codec is still updating its state
            loop.execute(() -> advance(loop.nanos()));
        }
    }

    private void abandonCancelled() {
        if (active.isEmpty()) {
            return; // as in each turn of a session that sends datagrams only
        }
        for (MessageWriter writer : List.copyOf(active)) {
            if (writer.isCancelled()) {
                writer.cancel();
                active.remove(writer);
            }
        }
    }

    private void watch() {
        if (timer == null && (next != null || !active.isEmpty())) {
            timer = loop.schedule(this::check, CHECK_NANOS);
        }
    }

    private void check() {
        timer = null;
        long nowNanos = loop.nanos();
        for (MessageWriter writer : List.copyOf(active)) {
            if (nowNanos - writer.progressNanos(nowNanos) >= STALL_NANOS) {
                writer.stall();
                active.remove(writer);
            }
        }
        OutboundMessage waiting = next;
        if (waiting != null && active.size() < MAX_UNDER_WAY && nowNanos - nextSinceNanos >= STALL_NANOS) {
            next = null;
            waiting.stalled("The peer allows no further message now");
        }
        advance(nowNanos);
    }

    /** The session has ended: nothing more is sent. */
    void end() {
        ended = true;
        NodeLoop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
        OutboundMessage waiting = next;
        next = null;
        if (waiting != null) {
            waiting.closed();
        }
        active.forEach(MessageWriter::end);
        active.clear();
    }
}
