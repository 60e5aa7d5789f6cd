package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.transport.TokenBucket;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of the single call of a telephone, driven by its user, the signals of the other telephone, and time.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock. A call always ends, and both sides eventually agree that it has: a
 * peer that still considers an ended call active is informed whenever it sends a signal about it.
 */
public final class CallMachine {
    /** The time for which an ended call is still shown. */
    static final long SHOWN_MILLIS = 60_000;

    /** The callee gives up later than the caller, so that both see the same end. */
    static final long CALLEE_MORE_MILLIS = 3_000;

    /** The number of rings of unknown callers that are answered at once, and per second. */
    static final double STRANGER_BURST = 5;

    static final double STRANGER_RATE = 0.5;

    private final CallTimes times;
    private final CallEffects effects;
    private final DropCounters<SignalDrop> drops;
    private final RecentCalls recent = new RecentCalls();
    private final Farewells farewells;
    private final TokenBucket strangers = new TokenBucket(STRANGER_BURST, STRANGER_RATE);
    private @Nullable Line line;

    /** Creates a telephone without a call. */
    public CallMachine(CallTimes times, CallEffects effects, DropCounters<SignalDrop> drops) {
        this.times = times;
        this.effects = effects;
        this.drops = drops;
        this.farewells = new Farewells(effects);
    }

    /** Returns the call, even for a minute after its end. */
    public Optional<Call> call() {
        return Optional.ofNullable(line).map(Line::view);
    }

    /**
     * Calls a contact; if that contact is ringing, accepts its call instead.
     *
     * @return the call, empty if there is another one
     */
    public Optional<Call> place(UUID id, NodeId peer, boolean video, long now) {
        Line current = live();
        if (current != null && current.peer.equals(peer) && !current.outbound && current.isUnanswered()) {
            take(current, now);
            return call();
        }
        if (current != null) {
            return Optional.empty();
        }
        line = new Line(id, peer, true, video, now);
        effects.send(peer, new Signal.Ring(id, video));
        effects.changed();
        return call();
    }

    /** Accepts the call; returns whether it was ringing. */
    public boolean accept(UUID id, long now) {
        Line current = live(id);
        if (current == null || current.outbound || !current.isUnanswered()) {
            return false;
        }
        take(current, now);
        return true;
    }

    /** Refuses the call; returns whether it was ringing. */
    public boolean refuse(UUID id, long now) {
        Line current = live(id);
        if (current == null || current.outbound || !current.isUnanswered()) {
            return false;
        }
        end(current, EndReason.REFUSED, null, new Signal.Refuse(id), now);
        return true;
    }

    /** Hangs up; returns whether the call exists. A ringing call is refused. */
    public boolean hangUp(UUID id, long now) {
        if (refuse(id, now)) {
            return true;
        }
        Line current = live(id);
        if (current == null) {
            return false;
        }
        end(current, EndReason.HUNG_UP, null, new Signal.HangUp(id), now);
        return true;
    }

    /** Handles a signal of another telephone; the caller has checked whether it belongs to a contact. */
    public void received(NodeId from, Signal.OfCall signal, boolean contact, long now) {
        if (!contact) {
            stranger(from, signal, now);
        } else if (signal instanceof Signal.Ring ring) {
            rings(from, ring, now);
        } else {
            Line current = live(signal.call());
            if (current != null && current.peer.equals(from)) {
                says(current, signal, now);
            } else {
                saysOfAnother(from, signal);
            }
        }
    }

    private void stranger(NodeId from, Signal.OfCall signal, long now) {
        if (signal instanceof Signal.Ring && !strangers.tryTake(TimeUnit.MILLISECONDS.toNanos(now))) {
            drops.add(SignalDrop.STRANGER_RATE);
            return;
        }
        drops.add(SignalDrop.NOT_A_CONTACT);
        if (signal instanceof Signal.Ring) {
            effects.send(from, new Signal.Refuse(signal.call()));
        }
    }

    private void rings(NodeId from, Signal.Ring ring, long now) {
        RecentCalls.Outcome over = recent.find(from, ring.call());
        Line current = live();
        if (over != null) {
            ringsTooLate(from, ring, over);
        } else if (current == null) {
            begin(from, ring, now);
        } else if (current.is(from, ring.call())) {
            ringsAgain(current);
        } else if (current.peer.equals(from) && current.isUnanswered()) {
            ringsInstead(current, ring, now);
        } else {
            effects.send(from, new Signal.Busy(ring.call()));
            recent.add(from, ring.call(), new Signal.Busy(ring.call()), true);
        }
    }

    private void ringsTooLate(NodeId from, Signal.Ring ring, RecentCalls.Outcome over) {
        if (!over.rang()) {
            recent.add(from, ring.call(), over.answer(), true);
            effects.missed(ring.call(), from, ring.video());
        }
        effects.send(from, over.answer());
    }

    private void ringsAgain(Line current) {
        if (current.outbound) {
            drops.add(SignalDrop.WRONG_SIDE);
        } else if (current.isUnanswered()) {
            effects.send(current.peer, new Signal.Ringing(current.id));
        } else {
            effects.send(current.peer, new Signal.Accept(current.id));
        }
    }

    /** The peer of a call that has not been accepted rings with another one. */
    private void ringsInstead(Line current, Signal.Ring ring, long now) {
        if (!current.outbound) { // the caller has only one call, and knows best which
            effects.missed(current.id, current.peer, current.video);
            end(current, EndReason.HUNG_UP, null, null, now);
            begin(current.peer, ring, now);
        } else if (isLower(ring.call(), current.id)) { // both called each other: the call with the lower ID wins
            recent.add(current.peer, current.id, new Signal.HangUp(current.id), true);
            line = new Line(ring.call(), current.peer, false, current.video || ring.video(), now);
            take(line, now);
        } else {
            effects.send(current.peer, new Signal.Ring(current.id, current.video));
        }
    }

    private void begin(NodeId caller, Signal.Ring ring, long now) {
        line = new Line(ring.call(), caller, false, ring.video(), now);
        effects.send(caller, new Signal.Ringing(ring.call()));
        effects.changed();
    }

    private void take(Line current, long now) {
        current.enter(CallState.CONNECTING, now);
        current.page(current.isPageOpen(), now + times.firstPage().toMillis());
        effects.send(current.peer, new Signal.Accept(current.id));
        effects.changed();
    }

    private void says(Line current, Signal.OfCall signal, long now) {
        current.heard(now);
        if (signal instanceof Signal.HangUp) {
            if (!current.outbound && current.isUnanswered()) {
                effects.missed(current.id, current.peer, current.video);
            }
            end(current, EndReason.HUNG_UP, null, null, now);
        } else if (!current.outbound) {
            drops.add(SignalDrop.WRONG_SIDE);
        } else if (current.isUnanswered()) {
            answers(current, signal, now);
        } else if (signal instanceof Signal.Refuse || signal instanceof Signal.Busy) {
            drops.add(SignalDrop.NO_SUCH_CALL); // it has accepted before
        }
    }

    private void answers(Line current, Signal.OfCall signal, long now) {
        if (signal instanceof Signal.Refuse) {
            end(current, EndReason.REFUSED, null, null, now);
        } else if (signal instanceof Signal.Busy) {
            end(current, EndReason.BUSY, null, null, now);
        } else if (signal instanceof Signal.Accept) {
            current.enter(CallState.CONNECTING, now);
            current.page(current.isPageOpen(), now + times.firstPage().toMillis());
            open(current);
            effects.changed();
        } else if (current.state() == CallState.CALLING) {
            current.enter(CallState.RINGING, now);
            effects.changed();
        }
    }

    /** Informs a peer that refers to a call that is over or never existed. */
    private void saysOfAnother(NodeId from, Signal.OfCall signal) {
        RecentCalls.Outcome over = recent.find(from, signal.call());
        if (signal instanceof Signal.HangUp) {
            if (over == null) {
                recent.add(from, signal.call(), signal, false);
            }
        } else {
            drops.add(SignalDrop.NO_SUCH_CALL);
            if (signal instanceof Signal.Ringing || signal instanceof Signal.Accept) {
                effects.send(from, over == null ? new Signal.HangUp(signal.call()) : over.answer());
            }
        }
    }

    /** Returns whether a media session opened by a peer belongs to the call. */
    public boolean expectsSession(NodeId caller) {
        Line current = live();
        return current != null && !current.outbound && !current.isUnanswered() && current.peer.equals(caller);
    }

    /** A media session connects the two. */
    public void sessionUp(UUID id, long now) {
        Line current = live(id);
        if (current != null && current.state() == CallState.CONNECTING) {
            current.opening(false);
            current.enter(CallState.ACTIVE, now);
            effects.changed();
        }
    }

    /** No media session could be opened; it is retried for a while. */
    public void sessionFailed(UUID id, String why) {
        Line current = live(id);
        if (current != null && current.state() == CallState.CONNECTING) {
            current.opening(false);
            current.trouble(why);
        }
    }

    /**
     * The last media session of the call has ended.
     *
     * @param farewell whether the peer has announced that it hangs up
     */
    public void sessionEnded(UUID id, boolean farewell, long now) {
        Line current = live(id);
        if (current == null) {
            return;
        }
        if (farewell) {
            end(current, EndReason.HUNG_UP, null, null, now);
        } else if (current.state() == CallState.ACTIVE) {
            end(current, EndReason.PEER_GONE, null, new Signal.HangUp(id), now);
        } else {
            sessionFailed(id, "The other side has closed the media session");
        }
    }

    /** The page of the call has connected or disconnected. */
    public void page(UUID id, boolean open, long now) {
        Line current = live(id);
        if (current != null) {
            current.page(open, now + times.page().toMillis());
        }
    }

    /** Runs due actions; called several times per second. */
    public void tick(long now) {
        farewells.run(now);
        Line current = line;
        if (current == null) {
            return;
        }
        switch (current.state()) {
            case CALLING -> calling(current, now);
            case RINGING -> ringing(current, now);
            case CONNECTING -> connecting(current, now);
            case ACTIVE -> checkPage(current, now);
            case ENDED -> {
                if (current.inState(now) >= SHOWN_MILLIS) {
                    line = null;
                    effects.changed();
                }
            }
        }
    }

    private void calling(Line current, long now) {
        if (current.age(now) >= times.reach().toMillis()) {
            end(current, EndReason.UNREACHABLE, null, new Signal.HangUp(current.id), now);
        } else if (current.repeats(now)) {
            effects.send(current.peer, new Signal.Ring(current.id, current.video));
        }
    }

    private void ringing(Line current, long now) {
        long more = current.outbound ? 0 : CALLEE_MORE_MILLIS;
        if (current.age(now) >= times.rings().toMillis() + more) {
            if (!current.outbound) {
                effects.missed(current.id, current.peer, current.video);
            }
            end(current, EndReason.NO_ANSWER, null, new Signal.HangUp(current.id), now);
        } else if (!current.outbound && current.repeats(now)) {
            effects.send(current.peer, new Signal.Ringing(current.id));
        } else if (current.outbound && current.isSilent(now) && current.repeats(now)) {
            effects.send(current.peer, new Signal.Ring(current.id, current.video));
        }
    }

    private void connecting(Line current, long now) {
        long more = current.outbound ? 0 : CALLEE_MORE_MILLIS;
        if (current.inState(now) >= times.connect().toMillis() + more) {
            end(current, EndReason.FAILED, current.trouble(), new Signal.HangUp(current.id), now);
        } else if (current.repeats(now)) {
            if (!current.outbound) {
                effects.send(current.peer, new Signal.Accept(current.id));
            } else if (!current.isOpening()) {
                open(current);
            }
        }
        checkPage(current, now);
    }

    private void checkPage(Line current, long now) {
        if (current.isLive() && current.isPageGone(now)) {
            end(current, EndReason.HUNG_UP, "The page of this side is closed", new Signal.HangUp(current.id), now);
        }
    }

    private void open(Line current) {
        current.opening(true);
        effects.open(current.id, current.peer);
    }

    /** Ends a call, sends a farewell if there is one, and remembers the answer for late signals. */
    private void end(Line current, EndReason reason, @Nullable String text, @Nullable Signal lastWord, long now) {
        current.end(reason, text, now);
        recent.add(current.peer, current.id, lastWord == null ? new Signal.HangUp(current.id) : lastWord, true);
        if (lastWord != null) {
            farewells.say(current.peer, lastWord, now);
        }
        effects.ended(current.view());
        effects.changed();
    }

    private @Nullable Line live() {
        return line != null && line.isLive() ? line : null;
    }

    private @Nullable Line live(UUID id) {
        Line current = live();
        return current != null && current.id.equals(id) ? current : null;
    }

    /** Compares names as unsigned numbers of 128 bits, which {@link UUID#compareTo} does not. */
    private static boolean isLower(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high < 0
                || high == 0
                        && Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits()) < 0;
    }
}
