package io.nodenet.sample.call.media;

import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.InboundCall;
import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.EndReason;
import io.nodenet.sample.call.call.MediaPort;
import io.nodenet.sample.call.call.Telephone;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects the parts of the single call: the media sessions and the page. Thread-safe. Its work runs on a separate thread, so it blocks
 * neither its callers nor the threads of the node.
 */
public final class MediaDesk implements MediaPort {
    private final Dialer dialer;
    private final CallCounters counters;
    private final Supplier<Telephone> telephone;
    private final LongSupplier nanos;
    private final Executor executor;
    private final ControlCodec codec = new ControlCodec();
    private final ReentrantLock lock = new ReentrantLock();
    private final CallMedia.Events events = new CallMedia.Events() {
        @Override
        public void up(UUID call) {
            executor.execute(() -> telephone.get().sessionUp(call));
        }

        @Override
        public void ended(UUID call, boolean farewell) {
            executor.execute(() -> telephone.get().sessionEnded(call, farewell));
        }
    };
    private @Nullable CallMedia media;

    /** The outcome for a page that wants to join a call. */
    public enum Attached {
        /** It has joined. */
        YES,
        /** The call does not exist, or no longer does. */
        NO_CALL,
        /** The call already has a page. */
        TAKEN
    }

    /**
     * Creates a desk without a call.
     *
     * @param telephone called only when there is something to report
     * @param nanos the monotonic clock that stamps what media sessions receive
     * @param executor an executor with one thread
     */
    public MediaDesk(
            Dialer dialer,
            CallCounters counters,
            Supplier<Telephone> telephone,
            LongSupplier nanos,
            Executor executor) {
        this.dialer = dialer;
        this.counters = counters;
        this.telephone = telephone;
        this.nanos = nanos;
        this.executor = executor;
    }

    @Override
    public void open(UUID call, NodeId callee) {
        executor.execute(() -> dial(call, callee));
    }

    private void dial(UUID call, NodeId callee) {
        var unused = dialer.dial(callee)
                .whenComplete((session, failure) -> executor.execute(() -> dialed(call, session, failure)));
    }

    private void dialed(UUID call, @Nullable MediaSession session, @Nullable Throwable failure) {
        if (session == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            telephone.get().sessionFailed(call, cause == null ? "No session" : String.valueOf(cause.getMessage()));
            return;
        }
        Optional<CallMedia> of = mediaOf(call);
        if (of.isPresent()) {
            of.get().add(session);
        } else {
            session.close();
        }
    }

    /** Handles a session opened by a peer, which is accepted if its call is. */
    public void offered(InboundCall offer) {
        executor.execute(() -> {
            Optional<CallMedia> expected =
                    telephone.get().expects(offer.caller()).flatMap(this::mediaOf);
            if (expected.isPresent()) {
                offer.accept().ifPresent(expected.get()::add);
            } else {
                offer.decline();
            }
        });
    }

    /** Handles a change of path of the edge to a peer. */
    public void pathChanged(NodeId peer, PathKind path) {
        CallMedia current = current();
        if (current != null && current.peer().equals(peer) && current.isWorseThan(path)) {
            executor.execute(() -> dial(current.id(), peer));
        }
    }

    /** Moves the call to a new session, make before break; returns whether this side is permitted to. */
    public boolean move(UUID call) {
        CallMedia current = current();
        if (current == null || !current.id().equals(call) || !current.mayMove()) {
            return false;
        }
        executor.execute(() -> dial(call, current.peer()));
        return true;
    }

    @Override
    public void end(Call call) {
        CallMedia ended = take(call.id());
        if (ended != null) {
            executor.execute(() -> ended.close(reasonOf(call)));
        }
    }

    private static String reasonOf(Call call) {
        return (call.reason() == null ? EndReason.HUNG_UP : call.reason()).label();
    }

    /** Attaches a page to a call. */
    public Attached attach(UUID call, PageLink page) {
        Optional<CallMedia> of = mediaOf(call);
        if (of.isEmpty()) {
            return Attached.NO_CALL;
        }
        if (!of.get().attach(page)) {
            return Attached.TAKEN;
        }
        executor.execute(() -> telephone.get().page(call, true));
        return Attached.YES;
    }

    /** Detaches the page. */
    public void detach(UUID call, PageLink page) {
        CallMedia current = current();
        if (current != null && current.id().equals(call) && current.detach(page)) {
            executor.execute(() -> telephone.get().page(call, false));
        }
    }

    /** Handles a frame of the page; returns false if it is invalid. The buffer is read before this returns. */
    public boolean encoded(UUID call, ByteBuffer message) {
        PageFrame frame = PageFrame.of(message);
        CallMedia current = current();
        if (frame != null && current != null && current.id().equals(call)) {
            current.encoded(frame);
        }
        return frame != null;
    }

    /** Handles a control message of the page; returns false if it is invalid. */
    public boolean said(UUID call, byte[] text) {
        Control control = codec.ofPage(text);
        CallMedia current = current();
        if (control != null && current != null && current.id().equals(call)) {
            current.said(control);
        }
        return control != null;
    }

    /** Runs due actions; called many times per second on the thread of the desk. */
    public void tick() {
        CallMedia current = current();
        if (current == null) {
            return;
        }
        Optional<Call> call = telephone.get().call().filter(known -> known.id().equals(current.id()));
        if (call.filter(Call::isLive).isPresent()) {
            current.tick();
        } else if (take(current.id()) != null) { // of a page that joined at the very end
            current.close(call.map(MediaDesk::reasonOf).orElse(EndReason.HUNG_UP.label()));
        }
    }

    /** Returns the figures of the call, empty if there is no session. */
    public Optional<CallStats> stats() {
        return Optional.ofNullable(current()).flatMap(CallMedia::stats);
    }

    /** Returns the last measurements of the page, empty if there is no call or no measurement. */
    public Optional<Control.Figures> figures() {
        return Optional.ofNullable(current()).map(CallMedia::figures);
    }

    private @Nullable CallMedia current() {
        lock.lock();
        try {
            return media;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable CallMedia take(UUID call) {
        lock.lock();
        try {
            CallMedia taken = media != null && media.id().equals(call) ? media : null;
            if (taken != null) {
                media = null;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the media of a live call, creating it if necessary. */
    private Optional<CallMedia> mediaOf(UUID id) {
        Optional<Call> live = telephone.get().call().filter(call -> call.id().equals(id) && call.isLive());
        lock.lock();
        try {
            if (media != null && media.id().equals(id)) {
                return Optional.of(media);
            }
            if (live.isEmpty()) {
                return Optional.empty();
            }
            CallMedia before = media;
            media = new CallMedia(id, live.get().peer(), counters, codec, nanos, events);
            if (before != null) {
                executor.execute(() -> before.close(EndReason.HUNG_UP.label()));
            }
            return Optional.of(media);
        } finally {
            lock.unlock();
        }
    }
}
