package io.nodenet.sample.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.InboundCall;
import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.CallLog;
import io.nodenet.sample.call.call.CallState;
import io.nodenet.sample.call.call.CallTimes;
import io.nodenet.sample.call.call.EndReason;
import io.nodenet.sample.call.call.Telephone;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The desk between telephone, page and sessions, on one thread. */
class MediaDeskTest {
    private static final NodeId BOB = NodeId.parse("b".repeat(64));
    private static final NodeId CAROL = NodeId.parse("c".repeat(64));
    private static final UUID CALL = new UUID(7, 7);
    private static final CallLog NOBODY = new CallLog() {
        @Override
        public void missed(UUID call, NodeId caller, boolean video) {}

        @Override
        public void ended(Call call) {}

        @Override
        public void changed() {}
    };

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<CompletableFuture<MediaSession>> dials = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private long millis;
    private final MediaDesk desk = new MediaDesk(
            peer -> {
                CompletableFuture<MediaSession> dial = new CompletableFuture<>();
                dials.add(dial);
                return dial;
            },
            new CallCounters(),
            this::telephone,
            () -> millis * 1_000_000,
            tasks::add);
    private final Telephone telephone = new Telephone(
            CallTimes.DEFAULT, (to, signal) -> {}, desk, NOBODY, new DropCounters<>(SignalDrop.class), () -> millis);

    private final PageLink page = new PageLink() {
        @Override
        public boolean offer(FrameKind kind, ByteBuffer frame) {
            return true;
        }

        @Override
        public void tell(String text) {
            texts.add(text);
        }

        @Override
        public void end(String text) {
            texts.add(text);
        }
    };

    private Telephone telephone() {
        return telephone;
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void pass(long duration) {
        for (long left = duration; left > 0; left -= 100) {
            millis += 100;
            telephone.tick();
            desk.tick();
            run();
        }
    }

    private CallState state() {
        return telephone.call().map(Call::state).orElse(CallState.ENDED);
    }

    private StubSession callOverARelay() {
        telephone.place(CALL, BOB, true);
        telephone.received(BOB, new Signal.Accept(CALL), true);
        run();
        StubSession session = new StubSession(BOB, true, PathKind.RELAYED);
        dials.get(0).complete(session);
        run();
        return session;
    }

    private StubSession talkOverARelay() {
        StubSession session = callOverARelay();
        session.hear("{\"type\":\"report\",\"bps\":500000,\"lossPercent\":0}");
        run();
        assertThat(state()).isEqualTo(CallState.ACTIVE);
        assertThat(desk.attach(CALL, page)).isEqualTo(MediaDesk.Attached.YES);
        run();
        return session;
    }

    @Test
    void theCallerJoinsAndIsConnectedOnceTheCalleeTalks() {
        StubSession session = callOverARelay();
        assertThat(session.said).containsExactly("{\"type\":\"join\",\"call\":\"" + CALL + "\"}");
        assertThat(state()).isEqualTo(CallState.CONNECTING);

        session.hear("{\"type\":\"state\",\"muted\":false,\"camera\":true,\"screen\":false}");
        run();

        assertThat(state()).isEqualTo(CallState.ACTIVE);
    }

    @Test
    void aBetterPathMovesTheCallAndAWorseOneOrThatOfSomebodyElseDoesNot() {
        StubSession first = talkOverARelay();
        desk.pathChanged(BOB, PathKind.RELAYED);
        desk.pathChanged(CAROL, PathKind.DIRECT);
        run();
        assertThat(dials).hasSize(1);

        desk.pathChanged(BOB, PathKind.PUNCHED);
        run();
        StubSession second = new StubSession(BOB, true, PathKind.PUNCHED);
        dials.get(1).complete(second);
        run();
        desk.pathChanged(BOB, PathKind.PUNCHED);
        run();
        assertThat(dials).as("while it moves").hasSize(2);
        second.hear("{\"type\":\"report\",\"bps\":500000,\"lossPercent\":0}");
        pass(900);
        assertThat(first.isClosed()).isFalse();
        pass(300);

        assertThat(first.isClosed()).isTrue();
        assertThat(desk.stats().orElseThrow().path()).isEqualTo("punched");
        assertThat(desk.stats().orElseThrow().moves()).isOne();
        assertThat(state()).isEqualTo(CallState.ACTIVE);
    }

    @Test
    void aMoveThatFailsLeavesTheCallWhereItIs() {
        StubSession first = talkOverARelay();
        assertThat(desk.move(CALL)).isTrue();
        run();
        dials.get(1).completeExceptionally(new IllegalStateException("No way"));
        run();
        assertThat(desk.move(CALL)).isTrue();
        run();
        StubSession silent = new StubSession(BOB, true, PathKind.DIRECT);
        dials.get(2).complete(silent);
        run();

        pass(6_000);

        assertThat(silent.isClosed()).isTrue();
        assertThat(first.isClosed()).isFalse();
        assertThat(state()).isEqualTo(CallState.ACTIVE);
    }

    @Test
    void theUserReadsWhyNoSessionCameAbout() {
        telephone.place(CALL, BOB, true);
        telephone.received(BOB, new Signal.Accept(CALL), true);
        run();
        dials.get(0).completeExceptionally(new IllegalStateException("No route to Bob"));
        pass(16_000);

        Call ended = telephone.call().orElseThrow();
        assertThat(ended.reason()).isEqualTo(EndReason.FAILED);
        assertThat(ended.text()).isEqualTo("No route to Bob");
    }

    @Test
    void aSessionThatComesAfterTheEndIsClosed() {
        telephone.place(CALL, BOB, true);
        telephone.received(BOB, new Signal.Accept(CALL), true);
        run();
        telephone.hangUp(CALL);
        run();
        StubSession late = new StubSession(BOB, true, PathKind.DIRECT);
        dials.get(0).complete(late);
        run();

        assertThat(late.isClosed()).isTrue();
    }

    @Test
    void theEndIsToldToThePageAndThePeer() {
        StubSession session = talkOverARelay();

        telephone.hangUp(CALL);
        run();

        assertThat(texts).last().isEqualTo("{\"type\":\"ended\",\"reason\":\"hung-up\"}");
        assertThat(session.said).last().isEqualTo("{\"type\":\"bye\"}");
        assertThat(desk.attach(CALL, page)).isEqualTo(MediaDesk.Attached.NO_CALL);
        assertThat(desk.stats()).isEmpty();
    }

    @Test
    void thePageIsToldTheReasonAlthoughTheDeskLooksBeforeItsTurn() {
        talkOverARelay();

        telephone.sessionEnded(CALL, false);
        desk.tick();
        run();

        assertThat(texts).last().isEqualTo("{\"type\":\"ended\",\"reason\":\"peer-gone\"}");
    }

    @Test
    void aFarewellOfThePeerEndsTheCall() {
        StubSession session = talkOverARelay();

        session.hear("{\"type\":\"bye\"}");
        run();

        assertThat(telephone.call().orElseThrow().reason()).isEqualTo(EndReason.HUNG_UP);
    }

    @Test
    void whatIsNoFrameOrNoWordIsToldToWhoHasSentIt() {
        talkOverARelay();

        assertThat(desk.encoded(CALL, ByteBuffer.allocate(5))).isFalse();
        assertThat(desk.encoded(CALL, TestFrames.audio(1, 1, 60))).isTrue();
        assertThat(desk.said(CALL, new byte[] {'x'})).isFalse();
        assertThat(desk.said(CALL, "{\"type\":\"figures\",\"delayMedianMs\":12.5}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(desk.figures().orElseThrow().delayMedianMs()).isEqualTo(12.5);
    }

    @Test
    void aSessionIsTakenFromTheCallerOfAnAcceptedCallAndDeclinedOtherwise() {
        Offer early = new Offer(BOB);
        desk.offered(early);
        run();
        telephone.received(BOB, new Signal.Ring(CALL, true), true);
        Offer ringing = new Offer(BOB);
        desk.offered(ringing);
        run();
        telephone.accept(CALL);
        Offer other = new Offer(CAROL);
        desk.offered(other);
        Offer right = new Offer(BOB);
        desk.offered(right);
        run();

        assertThat(List.of(early.declined, ringing.declined, other.declined, right.declined))
                .containsExactly(true, true, true, false);
        right.session.hear("{\"type\":\"join\",\"call\":\"" + CALL + "\"}");
        run();
        assertThat(state()).isEqualTo(CallState.ACTIVE);
        assertThat(desk.move(CALL)).as("by the callee").isFalse();
    }

    /** A session that a peer has opened. */
    private static final class Offer implements InboundCall {
        final StubSession session;
        boolean declined;

        Offer(NodeId caller) {
            session = new StubSession(caller, false, PathKind.DIRECT);
        }

        @Override
        public NodeId caller() {
            return session.peer();
        }

        @Override
        public PathKind path() {
            return session.path();
        }

        @Override
        public Optional<MediaSession> accept() {
            return Optional.of(session);
        }

        @Override
        public void decline() {
            declined = true;
        }
    }
}
