package io.nodenet.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.PayloadTooLargeException;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the links of a network in memory do to the datagrams of media sessions, and the queues at both ends. */
class MediaLinkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final LinkProfile SLOW = new LinkProfile(DELAY, Duration.ZERO, 0);

    private final VirtualTime time = new VirtualTime();
    private final MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(1));
    private int hosts;

    private MemoryHost host() {
        return host(new HostProfile());
    }

    private MemoryHost host(HostProfile profile) {
        hosts++;
        return new MemoryHost(network, hosts, profile);
    }

    /** Sends so many datagrams at a pace and lets them arrive. */
    private void send(MediaParty from, int datagrams, int bytes, Duration pause) {
        for (int i = 1; i <= datagrams; i++) {
            assertThat(from.datagram(i, bytes)).isEqualTo(MediaSendResult.SENT);
            time.advance(pause);
        }
        time.advance(SECOND);
    }

    @Test
    void lostDatagramsAreThoseOfTheSeedAndCountedByNobody() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withSeed(272).withLoss(0.5));
        MediaCall call = a.call(b);

        send(call.near(), 12, 100, Duration.ofMillis(1));
        send(call.far(), 12, 100, Duration.ofMillis(1));

        // the verdicts of mem.json for this seed
        assertThat(call.far().numbers()).containsExactly(1, 3, 4, 5, 6, 7, 9, 10);
        assertThat(call.near().datagrams).hasSize(12);
        assertThat(call.near().count(MediaCounter.TX_DATAGRAMS)).isEqualTo(12);
        assertThat(call.near().count(MediaCounter.TX_DROPPED_SEND)).isZero();
        assertThat(call.far().count(MediaCounter.RX_DATAGRAMS)).isEqualTo(8);
    }

    @Test
    void jitterSpreadsArrivalsOnTopOfTheDelayOfTheLinkAndKeepsTheOrder() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.link(SLOW);
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withSeed(237).withJitter(DELAY));
        MediaCall call = a.call(b);
        Duration begun = time.elapsed();

        for (int i = 0; i < 20; i++) {
            call.near().datagram(i);
        }
        time.advance(SECOND);

        PcgDxsm random = new PcgDxsm(237);
        List<Duration> expected = new ArrayList<>();
        Duration last = begun;
        for (int i = 0; i < 20; i++) {
            Duration drawn = begun.plus(DELAY).plusNanos(random.nextLong(DELAY.toNanos()));
            last = drawn.compareTo(last) > 0 ? drawn : last;
            expected.add(last);
        }
        assertThat(call.far().datagrams).extracting(MediaParty.Arrival::at).isEqualTo(expected);
        assertThat(call.far().numbers()).isSorted();
    }

    @Test
    void everyThirdDatagramIsOvertakenByTwo() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withReordering(3, 2));
        MediaCall call = a.call(b);

        send(call.near(), 8, 100, Duration.ofMillis(1));

        assertThat(call.far().numbers()).containsExactly(1, 2, 4, 5, 3, 7, 8, 6);
    }

    @Test
    void whatIsTooLargeForThePathIsRefusedOrCountedAndTheSizeIsTold() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withMaxFrameBytes(501));
        MediaCall call = a.call(b);
        assertThat(call.near().session.maxDatagramSize()).isEqualTo(500);
        assertThat(call.far().session.maxDatagramSize()).isEqualTo(MediaSession.MAX_DATAGRAM_BYTES);
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> call.near().datagram(1, 501))
                .withMessageContaining("500");

        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withMaxFrameBytes(101));
        assertThat(call.near().datagram(2, 500)).isEqualTo(MediaSendResult.SENT);
        time.advance(SECOND);

        assertThat(call.far().datagrams).isEmpty();
        assertThat(call.near().count(MediaCounter.TX_DROPPED_SEND)).isEqualTo(2);
        assertThat(call.near().sizes).containsExactly(500, 100);
    }

    @Test
    void aSaturatedSenderSeesBackPressureAndThenRoom() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withBottleneck(100_000, 0));
        MediaCall call = a.call(b);

        int sent = 0;
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            if (call.near().datagram(i, 999) == MediaSendResult.SENT) {
                sent++;
            } else {
                refused++;
            }
            time.advance(Duration.ofMillis(1));
        }

        // 64 wait for the bottleneck, 64 in the ring, and 100 a second go through
        assertThat(sent).isBetween(64 + 64 + 90, 64 + 64 + 110);
        assertThat(refused).isEqualTo(1000 - sent);
        assertThat(call.near().count(MediaCounter.TX_DROPPED_QUEUE)).isEqualTo(refused);
        assertThat(call.near().rooms).isZero();
        time.advance(Duration.ofSeconds(3));
        assertThat(call.near().rooms).isEqualTo(1);
        assertThat(call.far().datagrams).hasSize(sent);
        assertThat(call.far().numbers()).isSorted();
    }

    @Test
    void aFullQueueOfTheBottleneckLosesWithoutAWord() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withBottleneck(100_000, 10_000));
        MediaCall call = a.call(b);

        send(call.near(), 50, 999, Duration.ZERO);

        assertThat(call.far().numbers())
                .isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void sessionsOfADirectionShareItsBottleneck() {
        MemoryHost a = host();
        MemoryHost b = host();
        network.mediaLink(a.id(), b.id(), MediaLinkProfile.CLEAR.withBottleneck(100_000, 0));
        MediaCall first = a.call(b);
        MediaCall second = a.call(b);
        Duration begun = time.elapsed();

        first.near().datagram(1, 999);
        second.near().datagram(2, 999);
        time.advance(SECOND);

        assertThat(first.far().datagrams.get(0).at()).isEqualTo(begun.plusNanos(10_500_000));
        assertThat(second.far().datagrams.get(0).at()).isEqualTo(begun.plusNanos(20_500_000));
    }

    @Test
    void aFullReceiveQueueDropsTheNewestAndCounts() {
        MemoryHost a = host();
        MemoryHost b = host();
        int before = b.accepts.size();
        a.beginMedia(b.id(), b.transport.boundEndpoint(), SECOND);
        time.advance(SECOND);
        MediaParty near = new MediaParty(time, a.opened);

        for (int i = 1; i <= 300; i++) {
            near.datagram(i);
            time.advance(Duration.ofMillis(1));
        }
        for (int i = 1; i <= 40; i++) {
            near.session.sendMessage(16, MediaParty.payload(i, 4));
        }
        time.advance(SECOND);
        MediaParty far = new MediaParty(time, b.accepts.get(before));

        assertThat(far.numbers())
                .isEqualTo(IntStream.rangeClosed(1, 256).boxed().toList());
        assertThat(far.messages)
                .extracting(MediaParty.Arrival::number)
                .endsWith(32)
                .hasSize(32);
        assertThat(far.count(MediaCounter.RX_DROPPED_QUEUE)).isEqualTo(44);
        assertThat(far.count(MediaCounter.RX_DROPPED_MESSAGES)).isEqualTo(8);
    }

    @Test
    void twoRunsAreTheSame() {
        assertThat(run()).isEqualTo(run());
    }

    private static List<MediaParty.Arrival> run() {
        VirtualTime time = new VirtualTime();
        MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(5));
        MemoryHost a = new MemoryHost(network, 1, new HostProfile());
        MemoryHost b = new MemoryHost(network, 2, new HostProfile());
        network.link(LinkProfile.HOME);
        network.mediaLink(
                a.id(),
                b.id(),
                MediaLinkProfile.CLEAR
                        .withSeed(3)
                        .withLoss(0.1)
                        .withJitter(DELAY)
                        .withReordering(7, 3)
                        .withBottleneck(50_000, 8_000));
        MediaCall call = a.call(b);
        for (int i = 0; i < 500; i++) {
            call.near().datagram(i, 300);
            time.advance(Duration.ofMillis(3));
        }
        time.advance(SECOND);
        assertThat(call.far().datagrams).hasSizeBetween(150, 450);
        return call.far().datagrams;
    }
}
