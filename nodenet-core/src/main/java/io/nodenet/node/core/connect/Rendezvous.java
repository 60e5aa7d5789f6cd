package io.nodenet.node.core.connect;

import io.nodenet.BackpressureException;
import io.nodenet.NodenetException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.message.Learning;
import io.nodenet.node.core.message.Originator;
import io.nodenet.node.core.message.Signatures;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.rendezvous.Reply;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has peers introduce themselves, by hello and reply over the overlay (docs/protocol/03, section 5 and 08, section 10.1).
 *
 * <p>[L] Who asks for a peer that is asked already shares its answer. A hello that stays without a reply is sent again, each time in a new
 * envelope with a new nonce; a reply to any of them counts (W-09). Whatever is not a valid reply does not end the wait. A peer that
 * the application does not let know the addresses of this node is asked without them.
 */
public final class Rendezvous {
    /** The most peers that are asked at a time. */
    public static final int MAX_PEERS = 256;

    /** The most that wait for the answer of one peer. */
    static final int MAX_ASKERS = 64;

    /** The most hellos for one answer. */
    static final int MAX_HELLOS = 4;

    /** The time from the first hello to the second; each further one takes twice as long as the one before. */
    static final long RESEND_NANOS = Duration.ofSeconds(1).toNanos();

    /** The most replies of one peer under verification; forwarders know the nonce and may forge as many as they like. */
    static final int MAX_CHECKS = 8;

    private final CoreConfig config;
    private final Timers timers;
    private final Edges edges;
    private final Disclosure disclosure;
    private final Learning learning;
    private final Sender sender;
    private final Counts counts;
    private final Cursor cursor = new Cursor();
    private final Map<NodeId, Attempt> attempts = new HashMap<>();
    private final Map<Nonce, Attempt> byNonce = new HashMap<>();

    /** Waits for the introduction of a peer. */
    public interface Asker {
        /** The peer has introduced itself. */
        void onIntroduced(PeerIntroduction introduction);

        /** It has not. */
        void onFailed(NodenetException cause);
    }

    /**
     * What a message of the exchange needs to be drawn, signed, sent and checked.
     *
     * @param nonces 64 bits each that strangers cannot predict
     */
    public record Sender(LongSupplier nonces, Signatures signatures, Originator originator, CryptoOutput crypto) {
        Nonce draw() {
            return new Nonce(nonces.getAsLong(), nonces.getAsLong());
        }
    }

    /** Creates an exchange that waits for nobody. */
    public Rendezvous(
            CoreConfig config,
            Timers timers,
            Edges edges,
            Disclosure disclosure,
            Learning learning,
            Sender sender,
            Counts counts) {
        this.config = config;
        this.timers = timers;
        this.edges = edges;
        this.disclosure = disclosure;
        this.learning = learning;
        this.sender = sender;
        this.counts = counts;
    }

    /**
     * Asks a peer to introduce itself.
     *
     * @param timeoutNanos how long this asker waits
     * @param asker told once, maybe before the method returns
     */
    public void ask(NodeId peer, long timeoutNanos, Asker asker) {
        Attempt attempt = attempts.get(peer);
        boolean isNew = attempt == null;
        if (attempt == null) {
            if (edges.table().isEmpty()) {
                counts.drop(DropReason.UNROUTABLE);
                asker.onFailed(new UnroutableException("There is no edge over which " + peer + " could be asked"));
                return;
            }
            if (attempts.size() == MAX_PEERS) {
                asker.onFailed(new BackpressureException(
                        "Too many peers (" + MAX_PEERS + ") are being asked to introduce themselves; try again later"));
                return;
            }
            attempt = new Attempt(peer);
            attempts.put(peer, attempt);
        }
        if (attempt.waiting.size() == MAX_ASKERS) {
            asker.onFailed(
                    new BackpressureException("Too many (" + MAX_ASKERS + ") wait for " + peer + "; try again later"));
            return;
        }
        attempt.add(asker, timeoutNanos);
        if (isNew) {
            attempt.begin();
        }
    }

    /** Lets somebody wait no longer; it is not told. Without effect if it does not wait. */
    public void cancel(NodeId peer, Asker asker) {
        Attempt attempt = attempts.get(peer);
        Timers.Deadline deadline = attempt == null ? null : attempt.waiting.remove(asker);
        if (attempt != null && deadline != null) {
            deadline.cancel();
            if (attempt.waiting.isEmpty()) {
                attempt.end();
            }
        }
    }

    /** Takes a reply that ends here; nothing of it is verified, and it may be a copy. */
    public void onReply(NodeId target, byte[] payload) {
        List<Reply> read = new ArrayList<>(1);
        if (Reply.read(cursor.reset(payload), read) != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        Reply reply = read.get(0);
        Nonce nonce = reply.introduction().nonce();
        Attempt attempt = byNonce.get(nonce);
        if (attempt == null || !reply.isOf(attempt.peer)) {
            counts.drop(DropReason.UNSOLICITED_REPLY);
        } else if (attempt.checks == MAX_CHECKS) {
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
        } else {
            attempt.check(reply, nonce);
        }
    }

    /** One peer that is being asked. */
    private final class Attempt {
        private final NodeId peer;
        /** In the order in which they asked, in which they are told. */
        private final Map<Asker, Timers.Deadline> waiting = new LinkedHashMap<>();

        private final Set<Nonce> nonces = new HashSet<>();
        private Timers.@Nullable Deadline resend;
        private boolean disclosed;
        private int checks;

        Attempt(NodeId peer) {
            this.peer = peer;
        }

        void add(Asker asker, long timeoutNanos) {
            waiting.put(asker, timers.after(timeoutNanos, () -> {
                waiting.remove(asker);
                int hellos = nonces.size();
                if (waiting.isEmpty()) {
                    end();
                }
                asker.onFailed(new NodenetTimeoutException(peer + " has not introduced itself within "
                        + Duration.ofNanos(timeoutNanos).toMillis() + " ms, asked " + hellos + " times"));
            }));
        }

        void begin() {
            disclosure.beforeAsking(
                    peer,
                    () -> {
                        disclosed = true;
                        sayHello();
                    },
                    this::sayHello);
        }

        private void sayHello() {
            if (attempts.get(peer) != this) {
                return; // all gave up before the application had answered
            }
            Nonce nonce = sender.draw();
            nonces.add(nonce);
            byNonce.put(nonce, this);
            List<Endpoint> coordinates = disclosed ? disclosure.coordinatesFor(peer) : List.of();
            Introduction own = new Introduction(config.exchangeKey(), coordinates, nonce);
            sender.signatures()
                    .sign(
                            config.self(),
                            FrameType.HELLO,
                            peer,
                            signer -> Hello.sign(peer, own, signer).toBytes(),
                            message -> {
                                if (attempts.get(peer) == this
                                        && sender.originator().originate(message) > 0) {
                                    counts.count(NodeCounter.HELLOS_SENT);
                                }
                            });
            if (nonces.size() < MAX_HELLOS) {
                resend = timers.after(RESEND_NANOS << (nonces.size() - 1), this::sayHello);
            }
        }

        void check(Reply reply, Nonce nonce) {
            CheckJob job = new CheckJob(peer, () -> reply.verify(peer, nonce) == Outcome.OK, good -> {
                checks--;
                if (!good) {
                    counts.drop(DropReason.BAD_INTRODUCTION);
                } else if (attempts.get(peer) == this) {
                    succeed(reply);
                }
            });
            if (sender.crypto().check(job)) {
                checks++;
            } else {
                counts.drop(DropReason.VERIFICATION_OVERLOAD);
            }
        }

        private void succeed(Reply reply) {
            Introduction told = reply.introduction();
            PeerIntroduction introduction =
                    new PeerIntroduction(peer, reply.key(), told.exchangeKey(), told.endpoints());
            List<Asker> askers = List.copyOf(waiting.keySet());
            end();
            learning.fromIntroduction(introduction);
            askers.forEach(asker -> asker.onIntroduced(introduction));
        }

        private void end() {
            attempts.remove(peer);
            nonces.forEach(byNonce::remove);
            waiting.values().forEach(Timers.Deadline::cancel);
            Timers.Deadline next = resend;
            if (next != null) {
                next.cancel();
            }
        }
    }
}
