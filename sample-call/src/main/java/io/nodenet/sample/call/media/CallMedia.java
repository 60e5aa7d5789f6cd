package io.nodenet.sample.call.media;

import static io.nodenet.sample.call.media.CallCounters.Direction.RECEIVED;
import static io.nodenet.sample.call.media.CallCounters.Direction.SENT;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.metrics.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Connects the page of one call to the media sessions with its peer. Thread-safe; never blocks. */
final class CallMedia {
    private static final long STATS_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration FAREWELL = Duration.ofMillis(300);

    /** Receives events of the sessions; called on any thread, and must not block. */
    interface Events {
        /** The two are connected. */
        void up(UUID call);

        /** The last session has ended. */
        void ended(UUID call, boolean farewell);
    }

    private final UUID id;
    private final NodeId peer;
    private final CallCounters counters;
    private final ControlCodec codec;
    private final LongSupplier nanos;
    private final Events events;
    private final Outgoing outgoing;
    private final Incoming incoming;
    private final Map<String, Long> dropsBefore;
    private final MovingSession moving = new MovingSession();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PageLink page;
    private Control.@Nullable State ownState;
    private Control.@Nullable State peerState;
    private Control.@Nullable Figures figures;
    private boolean closed;
    private boolean farewell;
    private long statsNanos;

    CallMedia(UUID id, NodeId peer, CallCounters counters, ControlCodec codec, LongSupplier nanos, Events events) {
        this.id = id;
        this.peer = peer;
        this.counters = counters;
        this.dropsBefore = counters.drops();
        this.codec = codec;
        this.nanos = nanos;
        this.events = events;
        this.outgoing = new Outgoing(counters, nanos);
        this.incoming = new Incoming(counters, nanos);
        this.statsNanos = nanos.getAsLong();
    }

    UUID id() {
        return id;
    }

    NodeId peer() {
        return peer;
    }

    /** Takes over a session without a listener; closes it if there is no room for it. */
    void add(MediaSession session) {
        SessionLink link = new SessionLink(this, session, codec, counters);
        lock.lock();
        try {
            if (closed || !moving.add(link, nanos.getAsLong())) {
                session.close();
                return;
            }
        } finally {
            lock.unlock();
        }
        if (session.isOutbound()) {
            say(session, new Control.Join(id));
        }
        session.listen(link);
    }

    /** The peer has bound a session that it has opened. */
    void joined(SessionLink link) {
        takesOver(link);
        Control.State state = ownState();
        say(
                link.session(),
                state == null ? new Control.Report(incoming.figures().estimateBps(), 0) : state);
    }

    /** A frame arrived over a bound session. */
    void received(SessionLink link, FrameKind kind, ByteBuffer payload, long receivedNanos) {
        takesOver(link);
        incoming.receive(kind, payload, receivedNanos, isCurrent(link));
    }

    /** A control message arrived over a bound session. */
    void heard(SessionLink link, Control control) {
        takesOver(link);
        if (control instanceof Control.Report report) {
            if (isCurrent(link)) {
                outgoing.reported(report.bps());
            }
        } else if (control instanceof Control.KeyFrame) {
            outgoing.keyFrameWanted();
        } else if (control instanceof Control.Bye) {
            bye();
        } else if (control instanceof Control.State state) {
            tellPeerState(state);
        } else {
            tell(new String(codec.encode(control), StandardCharsets.UTF_8));
        }
    }

    private void bye() {
        lock.lock();
        try {
            farewell = true;
        } finally {
            lock.unlock();
        }
        events.ended(id, true);
    }

    private void tellPeerState(Control.State state) {
        lock.lock();
        try {
            peerState = state;
        } finally {
            lock.unlock();
        }
        tell(PageText.peer(state));
    }

    /** Switches to a session when the peer sends on it for the first time. */
    private void takesOver(SessionLink link) {
        boolean first;
        lock.lock();
        try {
            if (!moving.talks(link, nanos.getAsLong())) {
                return;
            }
            first = moving.moves() == 0;
            outgoing.over(link.session());
            incoming.onOtherPath();
        } finally {
            lock.unlock();
        }
        if (link.session().isOutbound()) {
            Control.State state = ownState();
            if (state != null) {
                say(link.session(), state);
            }
        }
        if (first) {
            events.up(id);
        }
    }

    private Control.@Nullable State ownState() {
        lock.lock();
        try {
            return ownState;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent(SessionLink link) {
        return current() == link;
    }

    private @Nullable SessionLink current() {
        lock.lock();
        try {
            return moving.current();
        } finally {
            lock.unlock();
        }
    }

    /** A session has ended. */
    void closed(SessionLink link, MediaCloseReason reason) {
        boolean last;
        boolean hungUp;
        lock.lock();
        try {
            last = moving.remove(link) && !closed;
            hungUp = farewell;
            if (moving.current() == null) {
                outgoing.over(null);
            }
        } finally {
            lock.unlock();
        }
        if (last) {
            events.ended(id, hungUp);
        }
    }

    /** Returns whether there is a better path for the call, and the call is not already moving. */
    boolean isWorseThan(PathKind path) {
        lock.lock();
        try {
            SessionLink current = moving.current();
            return current != null
                    && !moving.isMoving()
                    && current.session().isOutbound()
                    && path.compareTo(current.session().path()) < 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether this side may open the next session: it has opened the current one, and is not already moving. */
    boolean mayMove() {
        lock.lock();
        try {
            SessionLink current = moving.current();
            return current != null && current.session().isOutbound() && !moving.isMoving();
        } finally {
            lock.unlock();
        }
    }

    /** Attaches a page; returns whether there was none. */
    boolean attach(PageLink link) {
        String peerText;
        lock.lock();
        try {
            if (closed || page != null) {
                return false;
            }
            page = link;
            peerText = peerState == null ? null : PageText.peer(peerState);
        } finally {
            lock.unlock();
        }
        link.tell(PageText.target(outgoing.target()));
        if (peerText != null) {
            link.tell(peerText);
        }
        outgoing.newPage();
        incoming.page(link);
        return true;
    }

    /** Detaches a page; returns whether it was the page of the call. */
    boolean detach(PageLink link) {
        lock.lock();
        try {
            if (!link.equals(page)) {
                return false;
            }
            page = null;
        } finally {
            lock.unlock();
        }
        incoming.page(null);
        return true;
    }

    /** The page has encoded a frame. */
    void encoded(PageFrame frame) {
        outgoing.send(frame);
    }

    /** A control message arrived from the page. */
    void said(Control control) {
        if (control instanceof Control.Figures measured) {
            lock.lock();
            try {
                figures = measured;
            } finally {
                lock.unlock();
            }
            return;
        }
        if (control instanceof Control.State state) {
            lock.lock();
            try {
                ownState = state;
            } finally {
                lock.unlock();
            }
        }
        SessionLink current = current();
        if (current == null) {
            counters.drop(SENT, CallCounters.Item.CONTROL, FrameDrop.CLOSED);
        } else {
            say(current.session(), control);
        }
    }

    /** Runs due actions; called many times per second. */
    void tick() {
        long now = nanos.getAsLong();
        List<SessionLink> over;
        SessionLink current;
        boolean stats;
        lock.lock();
        try {
            over = moving.due(now);
            current = moving.current();
            stats = now - statsNanos >= STATS_NANOS;
            if (stats) {
                statsNanos = now;
            }
        } finally {
            lock.unlock();
        }
        over.forEach(link -> link.session().close());
        Outgoing.Due toPage = outgoing.tick();
        if (toPage.target() != null) {
            tell(PageText.target(toPage.target()));
        }
        if (toPage.keyFrame()) {
            tell(PageText.encodeKeyFrame());
        }
        if (current != null) {
            tick(current.session(), incoming.tick());
        }
        if (stats) {
            stats().ifPresent(figure -> tell(PageText.stats(figure)));
        }
    }

    private void tick(MediaSession session, Incoming.Due toPeer) {
        if (toPeer.report() != null) {
            say(session, toPeer.report());
        }
        if (toPeer.keyFrame()) {
            say(session, new Control.KeyFrame());
        }
    }

    Optional<CallStats> stats() {
        int moves;
        SessionLink current;
        lock.lock();
        try {
            current = moving.current();
            moves = moving.moves();
        } finally {
            lock.unlock();
        }
        if (current == null) {
            return Optional.empty();
        }
        MediaSession session = current.session();
        Incoming.Figures in = incoming.figures();
        return Optional.of(new CallStats(
                session.stats().path().roundTrip().toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1),
                in.lossPercent(),
                outgoing.bitsPerSecond(),
                in.receivedBps(),
                in.estimateBps(),
                outgoing.target().total(),
                counters.dropsSince(dropsBefore),
                Labels.of(session.path()),
                TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - session.openedNanos()),
                moves));
    }

    /** Returns the last measurements of the page. */
    Control.@Nullable Figures figures() {
        lock.lock();
        try {
            return figures;
        } finally {
            lock.unlock();
        }
    }

    /** Notifies the page and the peer, and ends. */
    void close(String reason) {
        PageLink last;
        List<SessionLink> sessions;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = page;
            page = null;
            sessions = moving.all();
        } finally {
            lock.unlock();
        }
        incoming.page(null);
        outgoing.over(null);
        if (last != null) {
            last.end(PageText.ended(reason));
        }
        for (SessionLink link : sessions) {
            say(link.session(), new Control.Bye());
            CompletableFuture.delayedExecutor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(link.session()::close);
        }
    }

    private void tell(String text) {
        PageLink current;
        lock.lock();
        try {
            current = page;
        } finally {
            lock.unlock();
        }
        if (current != null) {
            current.tell(text);
        } else {
            counters.drop(RECEIVED, CallCounters.Item.CONTROL, FrameDrop.NO_PAGE);
        }
    }

    private void say(MediaSession session, Control control) {
        counters.pass(SENT, CallCounters.Item.CONTROL);
        var unused = session.sendMessage(FrameKind.CONTROL_CHANNEL, ByteBuffer.wrap(codec.encode(control)))
                .exceptionally(failure -> {
                    counters.drop(SENT, CallCounters.Item.CONTROL, FrameDrop.STALLED);
                    return null;
                });
    }
}
