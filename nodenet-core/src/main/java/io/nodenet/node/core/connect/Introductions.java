package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.message.Learning;
import io.nodenet.node.core.message.OriginLimiter;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.rendezvous.Reply;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers Hello messages: introduces this node to whoever asks for it and has proved who it is (docs/protocol/08, section 10.2).
 *
 * <p>[L] Who asks is mostly about to dial. So a node behind a NAT that shows everybody the same address opens it for the asker before it
 * answers, and the dial needs no hole punch of its own.
 */
public final class Introductions {
    private final CoreConfig config;
    private final Disclosure disclosure;
    private final OriginLimiter limiter;
    private final Learning learning;
    private final Ways ways;
    private final Counts counts;
    private final AnsweredNonces answered;
    private final Cursor cursor = new Cursor();

    /** How an answer is made. */
    public record Ways(Turn turn, PunchBursts bursts, Rendezvous.Sender sender) {}

    public Introductions(
            CoreConfig config,
            Disclosure disclosure,
            OriginLimiter limiter,
            Learning learning,
            Ways ways,
            Counts counts) {
        this.config = config;
        this.disclosure = disclosure;
        this.limiter = limiter;
        this.learning = learning;
        this.ways = ways;
        this.counts = counts;
        this.answered = new AnsweredNonces(ways.turn);
    }

    /** Takes a hello whose envelope was verified. */
    public void onHello(VerificationJob message) {
        NodeId asker = message.originator();
        if (!limiter.tryTake(asker)) {
            counts.drop(DropReason.RATE_LIMITED_ORIGINATOR);
            return;
        }
        List<Hello> read = new ArrayList<>(1);
        byte[] payload = message.payload();
        if (Hello.read(cursor.reset(payload), read) != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        Hello hello = read.get(0);
        byte[] key = message.key();
        CheckJob job = new CheckJob(asker, () -> hello.verify(config.self(), key), good -> {
            Introduction told = hello.introduction();
            if (!good) {
                counts.drop(DropReason.BAD_INTRODUCTION);
            } else if (!answered.add(asker, told.nonce())) {
                counts.drop(DropReason.DUPLICATE);
            } else {
                learning.fromIntroduction(new PeerIntroduction(asker, key, told.exchangeKey(), told.endpoints()));
                disclosure.beforeAnswer(asker, told.endpoints(), own -> {
                    open(told.endpoints());
                    answer(asker, own, told.nonce());
                });
            }
        });
        if (!ways.sender.crypto().check(job)) {
            counts.drop(DropReason.VERIFICATION_OVERLOAD);
        }
    }

    private void open(List<Endpoint> told) {
        SelfCoordinates self = disclosure.self();
        if (self.reflexive().nat() == NatKind.ENDPOINT_INDEPENDENT) {
            ways.bursts.open(self.candidates(told));
        }
    }

    private void answer(NodeId asker, List<Endpoint> coordinates, Nonce nonce) {
        Introduction own = new Introduction(config.exchangeKey(), coordinates, nonce);
        ways.sender
                .signatures()
                .sign(
                        asker,
                        FrameType.REPLY,
                        asker,
                        signer -> Reply.sign(config.key(), own, signer).toBytes(),
                        message -> {
                            if (ways.sender.originator().originate(message) > 0) {
                                counts.count(NodeCounter.HELLOS_ANSWERED);
                            }
                        });
    }
}
