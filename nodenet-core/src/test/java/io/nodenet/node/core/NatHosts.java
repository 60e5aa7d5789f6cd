package io.nodenet.node.core;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.util.ArrayList;
import java.util.List;

/** Nodes behind NATs of an overlay: each has an external host in a subnet of its own, a private one inside, and dials the anchors. */
final class NatHosts {
    /** How many sessions those have that relay for others. */
    static final int SESSIONS = 256;

    private final Overlay overlay;
    private final List<SimNode> anchors = new ArrayList<>();
    private int hosts;

    NatHosts(Overlay overlay) {
        this.overlay = overlay;
    }

    /** Returns whom each node dials that is added after them. */
    List<SimNode> anchors() {
        return anchors;
    }

    /** Adds three anchors on public hosts, the first ones of which relay for others. */
    void makeAnchors(int volunteers) {
        for (int i = 0; i < 3; i++) {
            anchors.add(i < volunteers ? volunteerBehind(NatProfile.NONE) : behind(NatProfile.NONE));
        }
    }

    /** Adds a node that makes no edge of its own accord, but those to the anchors. */
    SimNode behind(NatProfile nat) {
        Identity identity = overlay.newIdentity();
        return behind(nat, identity, Overlay.config(identity, 0));
    }

    /** Adds such a node that relays for others. */
    SimNode volunteerBehind(NatProfile nat) {
        Identity identity = overlay.newIdentity();
        return behind(nat, identity, Overlay.config(identity, 0).relaySessions(SESSIONS));
    }

    /** Adds a node as an application has it, which fills its edges. */
    SimNode fillingBehind(NatProfile nat) {
        Identity identity = overlay.newIdentity();
        return behind(nat, identity, CoreConfig.of(identity, 0));
    }

    SimNode behind(NatProfile nat, Identity identity, CoreConfig.Builder config) {
        hosts++;
        SimNode node = overlay.node(
                identity, config.build(), Endpoint.quic("203.0." + hosts + ".1:4242"), new HostProfile().withNat(nat));
        anchors.forEach(node::addAnchor);
        node.start(nat == NatProfile.NONE ? node.endpoint() : Endpoint.quic("192.168." + hosts + ".2:4242"));
        return node;
    }
}
