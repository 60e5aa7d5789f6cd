package io.nodenet.sample.call.media;

import static io.nodenet.sample.call.media.CallCounters.Direction.RECEIVED;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.TokenBucket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One media session of a call: checks data that arrives over it, and passes it to the call. Confined to the thread that calls the listener
 * of the session, which it never blocks.
 */
final class SessionLink implements MediaListener {
    /** The maximum number of control messages at once, and per second; a peer sends at most ten. */
    static final double CONTROL_BURST = 60;

    static final double CONTROL_PER_SECOND = 30;

    private final CallMedia call;
    private final MediaSession session;
    private final ControlCodec codec;
    private final CallCounters counters;
    private final TokenBucket controlRate = new TokenBucket(CONTROL_BURST, CONTROL_PER_SECOND);
    private volatile boolean bound;

    /** Creates the link of a session without a listener. The opener binds it to the call; the other side waits for that. */
    SessionLink(CallMedia call, MediaSession session, ControlCodec codec, CallCounters counters) {
        this.call = call;
        this.session = session;
        this.codec = codec;
        this.counters = counters;
        this.bound = session.isOutbound();
    }

    MediaSession session() {
        return session;
    }

    @Override
    public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        if (channel != FrameKind.AUDIO.channel()) {
            counters.drop(RECEIVED, CallCounters.Item.AUDIO, FrameDrop.UNKNOWN_CHANNEL);
        } else {
            frame(FrameKind.AUDIO, payload, receivedNanos);
        }
    }

    @Override
    public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
        if (channel == FrameKind.CONTROL_CHANNEL) {
            control(payload, receivedNanos);
        } else if (channel == FrameKind.VIDEO.channel()) {
            frame(FrameKind.VIDEO, payload, receivedNanos);
        } else {
            counters.drop(RECEIVED, CallCounters.Item.VIDEO, FrameDrop.UNKNOWN_CHANNEL);
        }
    }

    private void frame(FrameKind kind, ByteBuffer payload, long receivedNanos) {
        if (bound) {
            call.received(this, kind, payload, receivedNanos);
        } else {
            counters.drop(RECEIVED, CallCounters.Item.of(kind), FrameDrop.UNBOUND);
        }
    }

    private void control(ByteBuffer payload, long receivedNanos) {
        if (!controlRate.tryTake(receivedNanos)) {
            counters.drop(RECEIVED, CallCounters.Item.CONTROL, FrameDrop.RATE);
            return;
        }
        Control control = codec.ofPeer(payload);
        FrameDrop reason = control == null ? FrameDrop.MALFORMED : take(control);
        if (reason != null) {
            counters.drop(RECEIVED, CallCounters.Item.CONTROL, reason);
        } else {
            counters.pass(RECEIVED, CallCounters.Item.CONTROL);
        }
    }

    private @Nullable FrameDrop take(Control control) {
        if (control instanceof Control.Join join) {
            return join(join);
        }
        if (!bound) {
            return FrameDrop.UNBOUND;
        }
        call.heard(this, control);
        return null;
    }

    /** Binds the session, or closes it if it is meant for another call. */
    private @Nullable FrameDrop join(Control.Join join) {
        if (session.isOutbound() || bound) {
            return FrameDrop.DUPLICATE;
        }
        if (!join.call().equals(call.id())) {
            session.close();
            return FrameDrop.UNBOUND;
        }
        bound = true;
        call.joined(this);
        return null;
    }

    @Override
    public void onClosed(MediaCloseReason reason) {
        call.closed(this, reason);
    }
}
