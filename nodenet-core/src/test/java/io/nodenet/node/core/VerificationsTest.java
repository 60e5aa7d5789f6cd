package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.routed.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class VerificationsTest {
    private final Overlay overlay = new Overlay(61);
    private final SimNode node = overlay.quietNode();
    private final Identity origin = overlay.newIdentity();
    private final List<Wire> ends = new ArrayList<>();
    private int said;

    VerificationsTest() {
        for (int i = 0; i < 20; i++) {
            ends.add(edgeOf("192.0." + i + ".1:4242"));
        }
        node.holdVerifications = true;
    }

    private Wire edgeOf(String endpoint) {
        return overlay.edge(node, overlay.puppet(overlay.newId(), Endpoint.quic(endpoint)), false);
    }

    private byte[] message(String text) {
        return Frames.route(origin, node.id(), overlay.time().wallNanos(), text);
    }

    /** Hands a frame over at once, on the connection of a neighbour. */
    private void arrive(int neighbour, byte[] frame) {
        ends.get(neighbour).arrive(frame.clone());
    }

    /** Ends the verifications that are held, and those that they give rise to, in their order. */
    private void verifyAll() {
        while (!node.heldJobs.isEmpty()) {
            node.verified(node.heldJobs.remove(0));
        }
    }

    @Test
    void copiesThatArriveDuringTheVerificationCostNoVerificationOfTheirOwn() {
        byte[] frame = message("coalesced");
        for (int i = 0; i < 5; i++) {
            arrive(i, frame);
        }

        assertThat(node.heldJobs).hasSize(1);
        verifyAll();

        assertThat(node.texts()).containsExactly("coalesced");
        assertThat(node.count(NodeCounter.VERIFICATIONS)).isEqualTo(1);
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(4);
        assertThat(node.core().verificationsUnderWay()).isZero();
    }

    @Test
    void tamperedCopyDoesNotSuppressTheGenuineOneBehindIt() {
        byte[] genuine = message("genuine");
        arrive(0, Frames.tampered(genuine, genuine.length - 65));
        arrive(1, genuine);
        verifyAll();

        assertThat(node.texts()).containsExactly("genuine");
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(1);
        assertThat(node.core().verificationsUnderWay()).isZero();
    }

    @Test
    void anyNumberOfTamperedCopiesDoesNotSuppressTheGenuineOneBehindThem() {
        byte[] genuine = message("genuine");
        for (int i = 0; i < 7; i++) {
            arrive(0, Frames.tampered(genuine, genuine.length - 65 - i));
        }
        arrive(1, genuine);
        arrive(2, genuine);
        verifyAll();

        assertThat(node.texts()).containsExactly("genuine");
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(7);
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(1);
        assertThat(node.core().verificationsUnderWay()).isZero();
    }

    @Test
    void tamperedCopyBehindTheGenuineOneMovesExactlyOneCounter() {
        byte[] genuine = message("genuine");
        arrive(0, genuine);
        arrive(1, Frames.tampered(genuine, genuine.length - 65));
        verifyAll();

        assertThat(node.texts()).containsExactly("genuine");
        assertThat(node.drops(DropReason.BAD_SIGNATURE) + node.drops(DropReason.DUPLICATE))
                .isEqualTo(1);
    }

    @Test
    void genuineMessageKeepsItsPlaceBeforeLaterOnesOfItsOriginator() {
        byte[] first = message("first");
        arrive(0, Frames.tampered(first, first.length - 65));
        arrive(1, first);
        arrive(1, message("second"));
        verifyAll();

        assertThat(node.texts()).containsExactly("first", "second");
    }

    @Test
    void connectionWith64MessagesUnderVerificationIsNotReadUntil32AreDone() {
        for (int i = 0; i < 63; i++) {
            arrive(0, message("message " + i));
        }
        assertThat(ends.get(0).isRead()).isTrue();

        arrive(0, message("one more"));
        assertThat(ends.get(0).isRead()).isFalse();
        assertThat(ends.get(1).isRead()).as("the others are read").isTrue();

        for (int i = 0; i < 31; i++) {
            node.verified(node.heldJobs.remove(0));
        }
        assertThat(ends.get(0).isRead()).isFalse();
        node.verified(node.heldJobs.remove(0));
        assertThat(ends.get(0).isRead()).isTrue();
        verifyAll();
        assertThat(node.deliveries).hasSize(64);
    }

    @Test
    void beyond64MessagesUnderVerificationWhatAConnectionStillBringsIsDroppedAndCounted() {
        say(ends.get(0), 64);
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isZero();
        say(ends.get(0), 3);

        assertThat(node.core().verificationsUnderWay()).isEqualTo(64);
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isEqualTo(3);
        say(ends.get(1), 1);
        assertThat(node.core().verificationsUnderWay()).as("of another one").isEqualTo(65);
        verifyAll();
    }

    @Test
    void atMost2048AreUnderVerificationInTotalAndTheExcessIsCounted() {
        for (int i = 20; i < 40; i++) {
            ends.add(edgeOf("192.0." + i + ".1:4242"));
        }
        int sent = ends.size() * 60;
        for (int i = 0; i < sent; i++) {
            arrive(i % ends.size(), message("message " + i)); // as of a transport that has read ahead
        }

        int bound = 2048;
        assertThat(node.core().verificationsUnderWay()).isEqualTo(bound);
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isEqualTo(sent - bound);
        verifyAll();
        assertThat(node.deliveries).hasSize(bound);
        assertThat(node.core().verificationsUnderWay()).isZero();
        arrive(0, message("there is room again"));
        assertThat(node.heldJobs).hasSize(1);
        verifyAll();
    }

    @Test
    void noMoreThan128AreGivenToTheCryptoPortAtATime() {
        for (int i = 0; i < 4; i++) {
            for (int message = 0; message < 50; message++) {
                arrive(i, message("message " + i + " " + message));
            }
        }

        assertThat(node.core().verificationsUnderWay()).isEqualTo(200);
        assertThat(node.heldJobs).hasSize(128);
        node.verified(node.heldJobs.remove(0));
        assertThat(node.heldJobs).as("one ended, one follows").hasSize(128);
        verifyAll();
        assertThat(node.deliveries).hasSize(200);
    }

    @Test
    void from256MessagesOfASubnetOnEachOfItsConnectionsHasAReserveOfEight() {
        List<Wire> crowd = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            crowd.add(edgeOf("198.51.100." + i + ":4242"));
        }
        say(crowd.get(0), 7);
        for (int i = 1; i <= 4; i++) {
            say(crowd.get(i), i < 4 ? 62 : 61);
        }
        say(crowd.get(0), 1);
        assertThat(node.core().verificationsUnderWay()).isEqualTo(255);
        assertThat(crowd.get(0).isRead())
                .as("one below the share of the subnet")
                .isTrue();
        say(crowd.get(0), 1);
        assertThat(crowd.get(0).isRead()).isFalse();

        say(crowd.get(5), 7);
        assertThat(crowd.get(5).isRead()).as("within its reserve").isTrue();
        say(crowd.get(5), 1);
        assertThat(crowd.get(5).isRead()).isFalse();
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isZero();
        verifyAll();
        overlay.settle();
        assertThat(crowd.get(5).isRead()).isTrue();
    }

    @Test
    void from1024MessagesOnEachConnectionHasItsReserveAndFrom2048OnTheRestIsDropped() {
        for (int i = 20; i < 36; i++) {
            ends.add(edgeOf("192.0." + i + ".1:4242"));
        }
        Wire first = ends.get(0);
        Wire last = ends.get(1);
        say(first, 7);
        fillUpTo(1022);
        say(first, 1);
        assertThat(first.isRead()).as("1,023 are under way").isTrue();
        say(first, 1);
        assertThat(first.isRead()).as("1,024 are under way").isFalse();

        fillUpTo(2046);
        say(last, 10);
        assertThat(node.core().verificationsUnderWay())
                .as("two up to the end, six more of the reserve")
                .isEqualTo(2054);
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isEqualTo(2);
        verifyAll();
        overlay.settle();
        assertThat(node.core().verificationsUnderWay()).isZero();
    }

    @Test
    void from32MebibytesOnEachConnectionHasItsReserveAndFrom64OnTheRestIsDropped() {
        String text = "x".repeat(65_000);
        Wire first = ends.get(0);
        Wire last = ends.get(1);
        say(first, 7, text);
        int each = node.heldJobs.get(0).bytes();
        int fits = (32 << 20) / each;
        fillUpTo(fits - 1, text);
        say(first, 1, text);
        assertThat(first.isRead()).as("less than 32 MiB").isTrue();
        say(first, 1, text);
        assertThat(first.isRead()).as("more than 32 MiB").isFalse();

        int most = (64 << 20) / each;
        fillUpTo(most - 8, text);
        say(last, 11, text);
        assertThat(node.core().verificationsUnderWay())
                .as("what is begun below the limit, which is beyond the reserve")
                .isEqualTo(most + 1);
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isEqualTo(2);
        verifyAll();
        overlay.settle();
        assertThat(node.core().verificationsUnderWay()).isZero();
    }

    /** Has a peer bring as many messages, as of a transport that has read ahead. */
    private void say(Wire end, int messages, String... text) {
        for (int i = 0; i < messages; i++) {
            end.arrive(message(String.format(Locale.ROOT, "%06d", said++) + String.join("", text)));
        }
    }

    /** Has the neighbours but for the first two bring messages, 64 each at most. */
    private void fillUpTo(int underWay, String... text) {
        while (node.core().verificationsUnderWay() < underWay) {
            say(ends.get(2 + said % (ends.size() - 2)), 1, text);
            assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isZero();
        }
    }

    @Test
    void jobThatThePoolRefusesIsCountedAndForgotten() {
        node.cryptoRoom = 0;
        arrive(0, message("refused"));

        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD)).isEqualTo(1);
        assertThat(node.core().verificationsUnderWay()).isZero();

        node.cryptoRoom = 1;
        arrive(0, message("refused"));
        verifyAll();
        assertThat(node.texts()).as("a later copy is not taken for a duplicate").containsExactly("refused");
    }

    @Test
    void copyWhoseVerificationEndsAfterItTurnedStaleIsDropped() {
        byte[] genuine = message("genuine");
        arrive(0, Frames.tampered(genuine, genuine.length - 65));
        arrive(1, genuine);
        arrive(2, genuine);
        node.verified(node.heldJobs.remove(0));
        node.verified(node.heldJobs.remove(0));
        assertThat(node.texts()).containsExactly("genuine");
        assertThat(node.heldJobs).as("a copy that is not known to be one").hasSize(1);

        overlay.runFor(Duration.ofSeconds(31));
        verifyAll();

        assertThat(node.texts()).containsExactly("genuine");
        assertThat(node.drops(DropReason.STALE)).isEqualTo(1);
    }

    @Test
    void messageIsRememberedInTheLastNanosecondInWhichItIsFresh() {
        long sent = overlay.time().wallNanos() - Freshness.WINDOW_NANOS;
        byte[] oldest = Frames.route(origin, node.id(), sent, "oldest");
        arrive(0, oldest);
        verifyAll();
        arrive(0, message("another"));
        verifyAll();
        arrive(1, oldest);
        verifyAll();

        assertThat(node.texts()).containsExactly("oldest", "another");
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void messageIsDeliveredAlthoughItsConnectionIsGoneByThen() {
        arrive(0, message("outlives its connection"));
        ends.get(0).close(CloseReason.SHUTDOWN);
        overlay.settle();
        verifyAll();

        assertThat(node.texts()).containsExactly("outlives its connection");
    }

    @Test
    void connectionsAreServedOneAfterTheOther() {
        for (int i = 0; i < 3; i++) {
            for (int message = 0; message < 64; message++) {
                arrive(i, message("flood " + i + " " + message));
            }
        }
        assertThat(node.heldJobs).as("given to the crypto port").hasSize(128);
        arrive(3, message("honest"));

        int verified = 0;
        while (!node.texts().contains("honest")) {
            node.verified(node.heldJobs.remove(0));
            verified++;
        }
        assertThat(verified - 128)
                .as("what was ahead of it: the jobs in flight, and one of each connection that floods")
                .isLessThanOrEqualTo(4);
        verifyAll();
    }

    @Test
    void crowdOfOneSubnetIsPushedBackAndTheOthersAreServed() {
        List<Wire> crowd = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            crowd.add(edgeOf("198.51.100." + i + ":4242"));
        }
        int sent = 0;
        for (int round = 0; round < 9; round++) {
            for (Wire end : crowd) {
                end.arrive(message("crowd " + sent++));
            }
        }
        assertThat(node.drops(DropReason.VERIFICATION_OVERLOAD))
                .as("nothing is lost")
                .isZero();
        assertThat(crowd.get(0).isRead()).as("pushed back").isFalse();
        assertThat(crowd.get(39).isRead()).as("pushed back").isFalse();

        for (int i = 0; i < 63; i++) {
            arrive(0, message("honest " + i));
        }
        assertThat(ends.get(0).isRead()).as("of another subnet").isTrue();
        verifyAll();

        assertThat(node.deliveries).hasSize(sent + 63);
        assertThat(crowd.get(0).isRead()).as("read again").isTrue();
        assertThat(node.core().verificationsUnderWay()).isZero();
    }

    @Test
    void edgeThatKeepsBringingForgeriesGoes() {
        node.holdVerifications = false;
        int brought = 0;
        while (node.edgesDown().isEmpty() && brought < 20_000) {
            forge(250);
            brought += 250;
        }

        assertThat(node.edgesDown()).containsExactly(CloseReason.FORGERIES);
        arrive(1, message("genuine"));
        overlay.settle();
        assertThat(node.texts()).containsExactly("genuine");
    }

    /** Has the first neighbour bring as many forgeries within a second. */
    private void forge(int messages) {
        for (int i = 0; i < messages; i++) {
            byte[] frame = message("forgery " + i);
            arrive(0, Frames.tampered(frame, frame.length - 1));
            overlay.runFor(Duration.ofSeconds(1).dividedBy(messages));
        }
    }

    @Test
    void edgeThatBringsAForgeryNowAndThenStays() {
        node.holdVerifications = false;
        for (int second = 0; second < 25; second++) {
            forge(100);
        }

        assertThat(node.edgesDown()).isEmpty();
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(2500);
    }
}
