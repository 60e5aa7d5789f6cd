package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What whoever is connected to, and whoever is on the way, can make a node dial and punch. */
class ConnectTargetsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);

    private final Overlay overlay = new Overlay(14, Duration.ofMillis(15));
    private final Signals signals = new Signals(overlay);

    private SimNode caller() {
        Identity identity = overlay.newIdentity();
        SimNode caller = overlay.node(identity, Overlay.config(identity, 0).build(), Endpoint.quic("203.0.1.1:4242"));
        caller.start();
        return caller;
    }

    @Test
    void F19_addressesThatLeadNowhereGoodAreNeitherDialedNorPunched() {
        SimNode caller = caller();
        Identity target = overlay.newIdentity();
        Puppet forwarder = overlay.puppet().answeringPings();
        Wire wire = overlay.edge(caller, forwarder, true);
        List<Endpoint> bad = List.of(
                Endpoint.quic("host.example:4242"),
                Endpoint.quic("127.0.0.1:4242"),
                Endpoint.quic("[::1]:4242"),
                Endpoint.quic("192.168.7.7:4242"),
                Endpoint.quic("224.0.0.1:4242"),
                Endpoint.quic("198.51.100.9:0"));
        Endpoint good = Endpoint.quic("198.51.100.9:4242");
        long operation = caller.connect(target.nodeId(), ALL, TIMEOUT);
        overlay.settle();

        List<Endpoint> told = new ArrayList<>(bad);
        told.add(good);
        wire.arrive(signals.reply(
                target,
                caller.id(),
                Signals.nonceOfHello(forwarder.heard(Signals.HELLO).get(0)),
                told));
        overlay.runFor(Duration.ofMillis(200));
        Nonce nonce =
                Signals.punchSignal(forwarder.heard(Signals.CONNECT).get(0)).nonce();
        wire.arrive(signals.ack(target, caller.id(), nonce, told));
        overlay.runFor(TIMEOUT);

        assertThat(caller.failed).containsOnlyKeys(operation);
        assertThat(caller.dials).extracting(SimNode.Dial::endpoint).isNotEmpty().containsOnly(good);
        assertThat(caller.punches)
                .extracting(SimNode.Punch::target)
                .isNotEmpty()
                .containsOnly(good);
        assertThat(caller.resolutions).isEmpty();
    }

    @Test
    void F17_answerOfAThirdPartyIsIgnoredAndThatOfTheTargetStillCounts() {
        SimNode caller = caller();
        Identity target = overlay.newIdentity();
        Identity third = overlay.newIdentity();
        Puppet forwarder = overlay.puppet().answeringPings();
        Wire wire = overlay.edge(caller, forwarder, true);
        Endpoint told = Endpoint.quic("198.51.100.9:4242");
        Endpoint victim = Endpoint.quic("198.51.100.66:4242");
        caller.connect(target.nodeId(), ALL, TIMEOUT);
        overlay.settle();
        wire.arrive(signals.reply(
                target,
                caller.id(),
                Signals.nonceOfHello(forwarder.heard(Signals.HELLO).get(0)),
                List.of()));
        overlay.runFor(Duration.ofMillis(200));
        Nonce nonce =
                Signals.punchSignal(forwarder.heard(Signals.CONNECT).get(0)).nonce();

        wire.arrive(signals.ack(third, caller.id(), nonce, List.of(victim)));
        overlay.settle();
        assertThat(caller.drops(DropReason.UNSOLICITED_ACK)).isOne();
        assertThat(caller.punches).isEmpty();

        wire.arrive(signals.ack(target, caller.id(), nonce, List.of(told)));
        overlay.settle();
        assertThat(caller.punches).extracting(SimNode.Punch::target).containsOnly(told);
        assertThat(caller.dials).extracting(SimNode.Dial::endpoint).containsOnly(told);
    }

    @Test
    void H12_eightOfTheAddressesAreDialedAndPunched() {
        SimNode caller = caller();
        Identity target = overlay.newIdentity();
        Puppet forwarder = overlay.puppet().answeringPings();
        Wire wire = overlay.edge(caller, forwarder, true);
        List<Endpoint> told = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            told.add(Endpoint.quic("198.51.100." + (i % 12) + ":4242"));
        }
        caller.connect(target.nodeId(), ALL, TIMEOUT);
        overlay.settle();
        wire.arrive(signals.reply(
                target,
                caller.id(),
                Signals.nonceOfHello(forwarder.heard(Signals.HELLO).get(0)),
                told));
        overlay.runFor(Duration.ofMillis(200));
        Nonce nonce =
                Signals.punchSignal(forwarder.heard(Signals.CONNECT).get(0)).nonce();
        wire.arrive(signals.ack(target, caller.id(), nonce, told));
        overlay.runFor(TIMEOUT);

        assertThat(caller.dials.stream().map(SimNode.Dial::endpoint).distinct()).hasSize(8);
        assertThat(caller.punches.stream().map(SimNode.Punch::target).distinct())
                .hasSize(8);
        assertThat(caller.dials).as("once directly, four times after the punch").hasSize(8 + 4 * 8);
    }
}
