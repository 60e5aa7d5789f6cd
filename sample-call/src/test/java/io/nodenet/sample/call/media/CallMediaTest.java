package io.nodenet.sample.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What passes between two pages over media sessions in virtual time. */
class CallMediaTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PACKET = Duration.ofMillis(20);

    private final VirtualCall call = new VirtualCall();

    private MediaSession connect() {
        assertThat(call.caller.media.attach(call.caller)).isTrue();
        assertThat(call.callee.media.attach(call.callee)).isTrue();
        MediaSession session = call.session(true);
        call.run(SECOND);
        assertThat(call.caller.ups).isOne();
        assertThat(call.callee.ups).isOne();
        return session;
    }

    private long stamp() {
        return call.overlay.time().nanos() / 1_000;
    }

    private static ByteBuffer control(Control control) {
        return ByteBuffer.wrap(new ControlCodec().encode(control));
    }

    @Test
    void framesArriveAsThePageWroteThemBothWays() {
        connect();
        List<ByteBuffer> forth = new ArrayList<>();
        List<ByteBuffer> back = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ByteBuffer audio = TestFrames.audio(i, stamp(), 14 + 11 * i);
            call.caller.encode(audio.duplicate());
            forth.add(audio);
            if (i % 2 == 0) {
                ByteBuffer video = TestFrames.video(i / 2, stamp(), i % 40 == 0, i == 0 ? 65_532 : 100 + 10 * i);
                call.callee.encode(video.duplicate());
                back.add(video);
            }
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(call.callee.frames).isEqualTo(forth);
        assertThat(call.caller.frames).isEqualTo(back);
    }

    @Test
    void theCallIsUpOnlyOnceTheCalleeHasTakenIt() {
        call.caller.media.attach(call.caller);
        call.session(true);
        call.run(SECOND);
        assertThat(call.caller.ups).isOne();

        VirtualCall other = new VirtualCall();
        MediaSession session = other.session(false); // nobody says whose it is
        other.run(SECOND);
        session.sendDatagram(17, ByteBuffer.allocate(40));
        session.sendMessage(18, ByteBuffer.allocate(40));
        session.sendMessage(16, control(new Control.KeyFrame()));
        other.run(SECOND);

        assertThat(other.callee.ups).isZero();
        assertThat(other.callee.dropped(CallCounters.Item.AUDIO, FrameDrop.UNBOUND))
                .isOne();
        assertThat(other.callee.dropped(CallCounters.Item.VIDEO, FrameDrop.UNBOUND))
                .isOne();
        assertThat(other.callee.dropped(CallCounters.Item.CONTROL, FrameDrop.UNBOUND))
                .isOne();
        other.run(Duration.ofSeconds(5));
        assertThat(session.closed()).isDone();
    }

    @Test
    void aSessionForAnotherCallIsClosed() {
        MediaSession session = call.session(false);
        session.sendMessage(16, control(new Control.Join(UUID.randomUUID())));
        call.run(SECOND);

        assertThat(session.closed()).isDone();
        assertThat(call.callee.ups).isZero();
    }

    @Test
    void theCallMovesToAnotherSessionWithoutAGapAndWithoutRepeatingAFrame() {
        MediaSession first = connect();
        List<ByteBuffer> forth = new ArrayList<>();
        List<ByteBuffer> back = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (i == 100) {
                call.session(true);
            }
            forth.add(TestFrames.audio(i, stamp(), 80));
            call.caller.encode(forth.get(i).duplicate());
            back.add(TestFrames.audio(i, stamp(), 90));
            call.callee.encode(back.get(i).duplicate());
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(first.closed()).isDone();
        assertThat(call.callee.frames).isEqualTo(forth);
        assertThat(call.caller.frames).isEqualTo(back);
        assertThat(call.caller.media.stats().orElseThrow().moves()).isOne();
        assertThat(call.callee.media.stats().orElseThrow().moves()).isOne();
        assertThat(call.caller.ends + call.callee.ends).isZero();
        assertThat(longestGap(call.callee.times)).isLessThan(Duration.ofMillis(200));
        assertThat(longestGap(call.caller.times)).isLessThan(Duration.ofMillis(200));
    }

    private static Duration longestGap(List<Long> times) {
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return Duration.ofNanos(longest);
    }

    @Test
    void theEndOfTheLastSessionIsToldOnce() {
        MediaSession session = connect();

        session.close();
        call.run(SECOND);

        assertThat(call.caller.ends).isOne();
        assertThat(call.callee.ends).isOne();
        assertThat(call.callee.farewell).isFalse();
    }

    @Test
    void aFarewellReachesPageAndPeer() {
        connect();

        call.caller.media.close("hung-up");
        call.run(SECOND);

        assertThat(call.caller.texts).last().isEqualTo("{\"type\":\"ended\",\"reason\":\"hung-up\"}");
        assertThat(call.callee.farewell).isTrue();
    }

    @Test
    void aCallHasOnePageAndAnotherOneOnceThatIsGone() {
        connect();
        VirtualCall.End second = new VirtualCall().callee;

        assertThat(call.callee.media.attach(second)).isFalse();
        assertThat(call.callee.media.detach(second)).isFalse();
        assertThat(call.callee.media.detach(call.callee)).isTrue();
        assertThat(call.callee.media.attach(second)).isTrue();
        call.caller.encode(TestFrames.audio(1, stamp(), 80));
        call.run(SECOND);

        assertThat(call.callee.frames).isEmpty();
        assertThat(second.frames).hasSize(1);
    }

    @Test
    void aPageThatWasLoadedAgainIsSentAKeyFrameAndHeardFromItsBeginning() {
        connect();
        for (int i = 0; i < 20; i++) {
            call.caller.encode(TestFrames.audio(i, stamp(), 80));
            call.caller.encode(TestFrames.video(i, stamp(), i == 0, 500));
            call.run(PACKET);
        }
        call.run(SECOND);
        assertThat(call.callee.frames).hasSize(40);
        call.caller.media.detach(call.caller);
        call.callee.media.detach(call.callee);
        call.caller.media.attach(call.caller);
        call.callee.media.attach(call.callee);
        call.callee.frames.clear();
        call.caller.texts.clear();

        for (int i = 0; i < 10; i++) {
            call.caller.encode(TestFrames.audio(i, stamp(), 80));
            call.caller.encode(TestFrames.video(i, stamp(), i == 0, 500));
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(call.callee.frames).hasSize(20);
    }

    @Test
    void whatUsersDoIsToldToTheOtherPageAlsoToOneThatComesLater() {
        connect();

        call.caller.media.said(new Control.State(true, false, false));
        call.caller.media.said(new Control.Ping(77));
        call.run(SECOND);

        String state = "{\"type\":\"peer\",\"muted\":true,\"camera\":false,\"screen\":false}";
        assertThat(call.callee.texts).contains(state, "{\"type\":\"ping\",\"t0\":77}");
        call.callee.media.detach(call.callee);
        call.callee.texts.clear();
        call.callee.media.attach(call.callee);
        assertThat(call.callee.texts).contains(state);
    }

    @Test
    void theEncoderIsAskedForTheKeyFrameThatTheOtherDecoderNeeds() {
        connect();
        call.caller.texts.clear();

        call.callee.media.said(new Control.KeyFrame());
        call.run(SECOND);

        assertThat(call.caller.texts).contains("{\"type\":\"encode-key-frame\"}");
    }

    @Test
    void aPeerThatFloodsWithWordsHarmsNoFrames() {
        MediaSession session = connect();
        int heard = call.callee.texts.size();
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 20; j++) {
                session.sendMessage(16, control(new Control.Ping(j)));
            }
            call.caller.encode(TestFrames.audio(i, stamp(), 80));
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(call.callee.frames).hasSize(100);
        assertThat(call.callee.dropped(CallCounters.Item.CONTROL, FrameDrop.RATE))
                .isGreaterThan(1_500);
        assertThat(call.callee.texts.size() - heard).isLessThan(200);
    }

    @Test
    void aPeerThatFloodsWithAudioHarmsNoVideo() {
        MediaSession session = connect();
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 20; j++) {
                session.sendDatagram(
                        17, ByteBuffer.allocate(1_000).putInt(4, 20 * i + j).putLong(8, stamp()));
            }
            call.caller.encode(TestFrames.video(i, stamp(), i == 0, 800));
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(call.callee.frames.stream().filter(frame -> frame.get(0) == 2))
                .hasSize(100);
        assertThat(call.callee.frames).hasSizeLessThan(600);
        assertThat(call.callee.dropped(CallCounters.Item.AUDIO, FrameDrop.RATE)).isGreaterThan(1_400);
    }

    @Test
    void aPeerThatFloodsWithVideoHarmsNoAudio() {
        MediaSession session = connect();
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 10; j++) {
                session.sendMessage(
                        18, ByteBuffer.allocate(2_000).putInt(5, 10 * i + j).putLong(9, stamp()));
            }
            call.caller.encode(TestFrames.audio(i, stamp(), 80));
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(call.callee.frames).hasSize(100);
        assertThat(call.callee.dropped(CallCounters.Item.VIDEO, FrameDrop.RATE)).isGreaterThan(600);
    }

    @Test
    void whatIsNoFrameIsCountedAndDropped() {
        MediaSession session = connect();

        session.sendDatagram(17, ByteBuffer.allocate(0));
        session.sendDatagram(17, ByteBuffer.allocate(16));
        session.sendDatagram(17, ByteBuffer.allocate(1_191));
        session.sendDatagram(16, ByteBuffer.allocate(20));
        session.sendDatagram(200, ByteBuffer.allocate(20));
        session.sendMessage(18, ByteBuffer.allocate(21));
        session.sendMessage(18, ByteBuffer.allocate(65_536));
        session.sendMessage(16, ByteBuffer.allocate(2_000));
        session.sendMessage(17, ByteBuffer.allocate(40));
        call.run(SECOND);

        assertThat(call.callee.frames).isEmpty();
        assertThat(call.callee.dropped(CallCounters.Item.AUDIO, FrameDrop.MALFORMED))
                .isEqualTo(3);
        assertThat(call.callee.dropped(CallCounters.Item.AUDIO, FrameDrop.UNKNOWN_CHANNEL))
                .isEqualTo(2);
        assertThat(call.callee.dropped(CallCounters.Item.VIDEO, FrameDrop.MALFORMED))
                .isEqualTo(2);
        assertThat(call.callee.dropped(CallCounters.Item.VIDEO, FrameDrop.UNKNOWN_CHANNEL))
                .isOne();
        assertThat(call.callee.dropped(CallCounters.Item.CONTROL, FrameDrop.MALFORMED))
                .isOne();
    }

    @Test
    void aSlowPageLosesFramesWhichAreCountedAndVideoBeginsAnew() {
        connect();
        call.callee.room = false;
        call.caller.texts.clear();
        for (int i = 0; i < 20; i++) {
            call.caller.encode(TestFrames.audio(i, stamp(), 80));
            call.caller.encode(TestFrames.video(i, stamp(), i == 0, 500));
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(call.callee.dropped(CallCounters.Item.AUDIO, FrameDrop.PAGE_SLOW))
                .isEqualTo(20);
        assertThat(call.callee.dropped(CallCounters.Item.VIDEO, FrameDrop.PAGE_SLOW))
                .isPositive();
        assertThat(call.caller.texts).contains("{\"type\":\"encode-key-frame\"}");
    }

    @Test
    void aPeerCannotMakeTheCallKeepMoreThanAFewSessions() {
        connect();
        List<MediaSession> more = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            more.add(call.session(false));
            call.run(PACKET);
        }
        call.run(SECOND);

        assertThat(more).filteredOn(session -> !session.closed().isDone()).hasSize(1);
        call.run(Duration.ofSeconds(5));
        assertThat(more).allMatch(session -> session.closed().isDone());
        assertThat(call.callee.ends).isZero();
    }
}
