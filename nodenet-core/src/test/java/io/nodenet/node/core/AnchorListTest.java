package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.DialRace;
import io.nodenet.node.core.upkeep.AnchorList;
import io.nodenet.node.core.upkeep.AnchorResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorListTest {
    private final Overlay overlay = new Overlay(53);
    private final SimNode node = overlay.node();
    private final SimNode anchor = overlay.node();

    private AnchorSnapshot view() {
        return node.core().anchors().get(0);
    }

    @Test
    void anchorIsDialedAtOnceAndTheEdgeIsUpWithinTheFirstRoundTrips() {
        assertThat(node.addAnchor(anchor)).isEqualTo(AnchorResult.ADDED);
        assertThat(node.dials).hasSize(1);
        assertThat(view().state()).isEqualTo(AnchorState.DIALING);

        overlay.settle();

        assertThat(node.core().edges().get(anchor.id())).isNotNull();
        assertThat(anchor.core().edges().get(node.id()))
                .as("the acceptor hears the prompt ping")
                .isNotNull();
        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
        assertThat(node.count(NodeCounter.DIALS)).isEqualTo(1);
    }

    @Test
    void anchorsAddedBeforeTheStartAreDialedAtTheStart() {
        Identity identity = overlay.newIdentity();
        SimNode later = overlay.node(identity, Overlay.config(identity, 0).build());
        later.addAnchor(anchor);
        assertThat(later.dials).isEmpty();

        later.start();
        assertThat(later.dials).hasSize(1);
    }

    @Test
    void sameAnchorTwiceIsOneAndTheNodeItselfIsNone() {
        node.addAnchor(anchor);
        assertThat(node.addAnchor(anchor)).isEqualTo(AnchorResult.ADDED);

        assertThat(node.dials).hasSize(1);
        assertThat(node.core().anchors()).hasSize(1);
        assertThat(node.addAnchor(node)).isEqualTo(AnchorResult.SELF);
    }

    @Test
    void thereAreAtMost256AnchorsAndTheyMayStillGetFurtherAddresses() {
        String first = overlay.deadAnchor();
        assertThat(node.addAnchor(first)).isEqualTo(AnchorResult.ADDED);
        for (int i = 1; i < 256; i++) {
            assertThat(node.addAnchor(overlay.deadAnchor())).isEqualTo(AnchorResult.ADDED);
        }

        assertThat(node.addAnchor(overlay.deadAnchor())).isEqualTo(AnchorResult.FULL);
        assertThat(node.core().anchors()).hasSize(256);

        node.addAnchor(first.replaceFirst("@.*", "@192.0.2.77:4242"));
        assertThat(view().entry().address().host()).isEqualTo("192.0.2.77");
    }

    @Test
    void deadAnchorIsRedialedWithBackoffUpToThirtySecondsForEver() {
        node.addAnchor(overlay.deadAnchor());
        overlay.runFor(Duration.ofHours(2));

        List<Double> pauses = new ArrayList<>();
        for (int i = 1; i < node.dials.size(); i++) {
            long between = node.dials.get(i).atNanos() - node.dials.get(i - 1).atNanos();
            pauses.add((between - AnchorList.DIAL_TIMEOUT_NANOS) / 1e9);
        }
        double[] bases = {1, 2, 4, 8, 16};
        for (int i = 0; i < bases.length; i++) {
            assertThat(pauses.get(i)).isBetween(0.8 * bases[i], 1.2 * bases[i]);
        }
        assertThat(pauses.subList(5, pauses.size())).hasSizeGreaterThan(150).allMatch(p -> p >= 24 && p <= 36);
        assertThat(pauses.subList(5, pauses.size()).stream().distinct().count())
                .as("jitter")
                .isGreaterThan(100);
        assertThat(view().failures()).isEqualTo(node.dials.size() - (view().state() == AnchorState.DIALING ? 1 : 0));
        assertThat(view().lastFailure())
                .isEqualTo("no answer from " + node.dials.get(0).endpoint().text());
    }

    @Test
    void B20_nodeThatWasOfflineForTwentyMinutesHasAnEdgeWithinAMinute() {
        node.addAnchor(anchor);
        overlay.settle();
        overlay.online(node, false);
        overlay.runFor(Duration.ofMinutes(20));
        assertThat(node.core().edges().isEmpty()).isTrue();

        overlay.online(node, true);
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(node.core().edges().get(anchor.id())).isNotNull();
        assertThat(view().failures()).isZero();
    }

    /** Adds a node of a network that demands 16 leading zero bits; its seed was found in advance. */
    private SimNode worked(String seed) {
        Identity identity = Identity.fromSeed(Vectors.unhex(seed));
        SimNode worked = overlay.node(
                identity, Overlay.config(identity, 16).targetEdges(32).build());
        worked.start();
        return worked;
    }

    @Test
    void C12_anchorWithoutAKeyIsJoinedWithinTwoSecondsWhereWorkIsNeeded() {
        SimNode entry = worked("5425c19fd17e13b541a09c93b73ba1ea0c1c6baf75a702df648a57089026c6e2");
        SimNode fresh = worked("f315c6c54ed598ff2b1a2585b952b53445c020fcdcafa72a17c0e567812b1ca0");

        fresh.addAnchor(entry);
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(fresh.core().edges().get(entry.id())).isNotNull();
        assertThat(entry.core().edges().get(fresh.id())).isNotNull();
        assertThat(fresh.core().knowledge().get(entry.id()).key())
                .as("it was told over the edge")
                .isEqualTo(entry.identity().publicKey());
    }

    @Test
    void anchorWhoseEdgeIsDroppedIsDialedAgain() {
        node.addAnchor(anchor);
        overlay.settle();

        node.drop(anchor.id());
        overlay.settle();
        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(view().state()).isEqualTo(AnchorState.WAITING);

        overlay.runFor(Duration.ofSeconds(2));
        assertThat(node.core().edges().get(anchor.id())).isNotNull();
    }

    @Test
    void anchorThatDialsInIsConnectedAndTheDialUnderWayIsCancelled() {
        overlay.online(anchor, false);
        node.addAnchor(anchor);
        overlay.online(anchor, true);

        Wire end = overlay.edge(anchor, node);
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(node.dials).hasSize(1);
        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
        assertThat(end.closedFor()).isNull();
        assertThat(node.core().edges().size()).isEqualTo(1);
    }

    @Test
    void connectionThatComesInSpiteOfTheCancelIsClosedAndHarmsNoEdge() {
        overlay.online(anchor, false);
        node.addAnchor(anchor);
        overlay.settle(); // the first packet is lost, the second one not yet due
        overlay.online(anchor, true);
        overlay.edge(anchor, node);
        Wire late = overlay.connect(node, anchor);

        node.onDialed(node.dials.get(0).operation(), late.near());
        overlay.settle();

        assertThat(late.closedFor()).isEqualTo(CloseReason.CANCELLED);
        assertThat(node.core().edges().at(0).connections()).hasSize(1);
        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
    }

    @Test
    void nameIsResolvedAnewForEachRoundAndAllItsAddressesAreTried() {
        Endpoint dead = Endpoint.quic("192.0.2.1:4242");
        overlay.name("anchor.example", List.of(dead, Endpoint.quic("192.0.2.2:4242")));
        node.addAnchor(anchor.id() + "@anchor.example:4242");
        overlay.runFor(Duration.ofSeconds(13));
        assertThat(node.dials)
                .extracting(dial -> dial.endpoint().text())
                .startsWith("192.0.2.1:4242", "192.0.2.2:4242", "192.0.2.1:4242");
        assertThat(node.resolutions).hasSize(2);
        assertThat(view().failures())
                .as("a round of all addresses is one failure")
                .isEqualTo(1);

        overlay.name("anchor.example", List.of(dead, anchor.endpoint()));
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(node.core().edges().get(anchor.id())).isNotNull();
    }

    @Test
    void liveAddressBehindDeadOnesIsReachedWithinASecondAndTheOtherDialsAreCancelled() {
        overlay.name(
                "anchor.example",
                List.of(Endpoint.quic("192.0.2.1:4242"), Endpoint.quic("192.0.2.2:4242"), anchor.endpoint()));
        node.addAnchor(anchor.id() + "@anchor.example:4242");

        overlay.runFor(Duration.ofSeconds(1));

        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
        overlay.runFor(Duration.ofSeconds(20));
        assertThat(node.dials).hasSize(3);
        assertThat(view().failures()).isZero();
    }

    @Test
    void familiesTakeTurnsBeginningWithThatOfTheFirstAddress() {
        overlay.name(
                "anchor.example",
                List.of(
                        Endpoint.quic("[2001:db8::1]:4242"),
                        Endpoint.quic("[2001:db8::2]:4242"),
                        Endpoint.quic("192.0.2.1:4242"),
                        Endpoint.quic("192.0.2.2:4242")));
        node.addAnchor(anchor.id() + "@anchor.example:4242");

        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.dials)
                .extracting(dial -> dial.endpoint().text())
                .containsExactly("[2001:db8::1]:4242", "192.0.2.1:4242", "[2001:db8::2]:4242", "192.0.2.2:4242");
        for (int i = 1; i < 4; i++) {
            assertThat(node.dials.get(i).atNanos() - node.dials.get(i - 1).atNanos())
                    .isEqualTo(DialRace.STAGGER.toNanos());
        }
    }

    @Test
    void allNamesOfAnAnchorAreTriedTheNewestFirst() {
        overlay.name("old.example", List.of(anchor.endpoint()));
        node.addAnchor(anchor.id() + "@old.example:4242");
        node.addAnchor(anchor.id() + "@gone.example:4242");
        node.addAnchor(anchor.id() + "@192.0.2.1:4242");

        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.dials)
                .extracting(dial -> dial.endpoint().text())
                .endsWith("192.0.2.1:4242", anchor.endpoint().text());
        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
        assertThat(view().entry().address().host()).isEqualTo("192.0.2.1");
    }

    @Test
    void anAnchorKeepsFourNamesAndTheOldestGoesForANewOne() {
        overlay.name("oldest.example", List.of(anchor.endpoint()));
        node.addAnchor(anchor.id() + "@oldest.example:4242");
        for (int i = 1; i <= 4; i++) {
            node.addAnchor(anchor.id() + "@192.0.2." + i + ":4242");
        }
        node.dials.clear();

        overlay.runFor(Duration.ofMinutes(2));

        assertThat(view().state()).isNotEqualTo(AnchorState.CONNECTED);
        assertThat(node.dials).extracting(dial -> dial.endpoint().text()).contains("192.0.2.1:4242", "192.0.2.4:4242");
    }

    @Test
    void nameThatDoesNotResolveIsTriedAgain() {
        node.addAnchor(anchor.id() + "@anchor.example:4242");
        overlay.settle();
        assertThat(view().lastFailure()).contains("anchor.example cannot be resolved");

        overlay.name("anchor.example", List.of(anchor.endpoint()));
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
    }

    @Test
    void atMostEightAddressesOfANameAreTriedPerRound() {
        List<Endpoint> many = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            many.add(Endpoint.quic("192.0.2." + i + ":4242"));
        }
        overlay.name("crowd.example", many);
        node.addAnchor(anchor.id() + "@crowd.example:4242");

        overlay.runFor(Duration.ofSeconds(14));

        assertThat(node.resolutions).hasSize(2);
        assertThat(node.dials.subList(0, 9))
                .extracting(dial -> dial.endpoint().text())
                .startsWith("192.0.2.1:4242")
                .endsWith("192.0.2.8:4242", "192.0.2.1:4242");
    }

    @Test
    void W01_anchorIsReachedUnderProofOfWorkThoughItsKeyIsUnknown() {
        Identity[] strong = new Identity[2];
        for (int i = 0; i < strong.length; i++) {
            strong[i] = overlay.newIdentity();
            while (strong[i].nodeId().leadingZeroBits() < 4) {
                strong[i] = overlay.newIdentity();
            }
        }
        SimNode first = overlay.node(strong[0], Overlay.config(strong[0], 4).build());
        SimNode second = overlay.node(strong[1], Overlay.config(strong[1], 4).build());
        first.start();
        second.start();

        assertThat(second.addAnchor(first)).isEqualTo(AnchorResult.ADDED);
        overlay.settle();
        second.send(first.id(), "joined");
        overlay.settle();

        assertThat(first.texts()).containsExactly("joined");
        assertThat(second.addAnchor(overlay.deadAnchor(Frames.flip(NodeId.ZERO, 0))))
                .isEqualTo(AnchorResult.PROOF_OF_WORK);
    }

    @Test
    void addressOfAnAnchorCanBeChanged() {
        node.addAnchor(anchor.id() + "@192.0.2.1:4242");
        node.addAnchor(anchor);
        overlay.settle();

        assertThat(node.core().anchors()).hasSize(1);
        assertThat(view().state()).isEqualTo(AnchorState.CONNECTED);
    }

    @Test
    void connectionThatDiesBeforeItIsUsedIsRetriedOnceAndNotTwice() {
        Puppet impostor = overlay.puppet();
        Wire dead = overlay.connect(node, impostor);
        node.addAnchor(impostor.id() + "@" + anchor.endpoint().text()); // answered by somebody else, at once
        dead.breakSilently();
        node.onDialed(node.dials.get(0).operation(), dead.near());
        assertThat(node.core().edges().isEmpty()).isTrue();

        overlay.runFor(Duration.ofSeconds(4));

        assertThat(node.dials).hasSizeGreaterThanOrEqualTo(3);
        long pause = node.dials.get(2).atNanos() - node.dials.get(1).atNanos();
        assertThat(pause / 1e9).as("the second step of the backoff").isBetween(1.6, 2.5);
    }
}
