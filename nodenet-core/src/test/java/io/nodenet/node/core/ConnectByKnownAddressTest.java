package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Outcome;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an address that is known before the peer is asked to introduce itself is good for. */
class ConnectByKnownAddressTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);

    private final Overlay overlay = new Overlay(14, Duration.ofMillis(15));
    private final SimNode caller = quiet();
    private final SimNode between = quiet();
    private final SimNode callee = quiet();

    @BeforeEach
    void haveOneBetween() {
        overlay.edge(caller, between);
        overlay.edge(callee, between);
    }

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    /** Has the caller know the callee at an address. */
    private void know(Endpoint endpoint) {
        Contact contact = new Contact(callee.id(), callee.identity().publicKey(), 0, List.of(endpoint));
        caller.core().knowledge().observe(contact, ContactSource.OWNER, caller.now());
    }

    private Connected edgeOf(long operation) {
        assertThat(caller.failed).isEmpty();
        assertThat(caller.connected).containsKey(operation);
        return caller.connected.get(operation);
    }

    private static List<Stage> succeeded(Connected connected) {
        return connected.steps().stream()
                .filter(step -> step.outcome() == Outcome.SUCCEEDED)
                .map(ConnectStep::stage)
                .toList();
    }

    @Test
    void peerThatIsKnownIsDialedBeforeItHasIntroducedItself() {
        caller.rendezvous(callee.id(), TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        Connected connected = edgeOf(operation);
        assertThat(connected.took())
                .as("a handshake, and no rendezvous before it")
                .isEqualTo(Duration.ofMillis(60));
        assertThat(caller.count(NodeCounter.HELLOS_SENT))
                .as("nor one beside it: that of before")
                .isOne();
        assertThat(succeeded(connected)).containsExactly(Stage.DIRECT);
    }

    @Test
    void peerThatHasLeftItsKnownAddressIntroducesItselfAHeadStartLater() {
        know(Endpoint.quic("203.0.113.77:4242"));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofMillis(99));
        assertThat(caller.count(NodeCounter.HELLOS_SENT)).isZero();
        overlay.runFor(Duration.ofSeconds(2));

        Connected connected = edgeOf(operation);
        assertThat(connected.remote()).isEqualTo(callee.endpoint());
        assertThat(succeeded(connected)).containsExactly(Stage.RENDEZVOUS, Stage.DIRECT);
    }

    @Test
    void peerWhoseKnownAddressRefusesTheDialIntroducesItselfAtOnce() {
        know(quiet().endpoint());

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));

        Connected connected = edgeOf(operation);
        ConnectStep introduced = connected.steps().stream()
                .filter(step -> step.stage() == Stage.RENDEZVOUS)
                .findFirst()
                .orElseThrow();
        assertThat(introduced.began()).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void addressKnownBeforeIsDialedAgainWithTheTimeThatItsIntroductionShowsItNeeds() {
        caller.rendezvous(callee.id(), TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));
        LinkProfile slow = new LinkProfile(Duration.ofMillis(600), Duration.ZERO, 0);
        overlay.network().link(caller.id(), callee.id(), slow);
        overlay.network().link(callee.id(), caller.id(), slow);
        overlay.network().link(between.id(), caller.id(), new LinkProfile(Duration.ofMillis(1_500), Duration.ZERO, 0));

        long operation = caller.connect(callee.id(), EnumSet.of(PathKind.DIRECT), TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(edgeOf(operation).took()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
        assertThat(caller.dials)
                .extracting(SimNode.Dial::endpoint)
                .containsExactly(callee.endpoint(), callee.endpoint());
    }
}
