package io.nodenet.test.simulation.experiment;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.KnownContact;
import io.nodenet.test.simulation.SimulatedNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges what nodes know of each other: which of the addresses in their tables lead to the node that they are known for. */
final class KnownOwners {
    private final Map<NodeId, IpPort> hosts = new HashMap<>();

    /** Takes note of where nodes live. */
    KnownOwners(List<SimulatedNode> living) {
        for (SimulatedNode node : living) {
            IpPort host = node.transport().boundEndpoint().ipPort();
            if (host != null) {
                hosts.put(node.id(), host);
            }
        }
    }

    /** Returns the share of the addresses in the tables of nodes that lead to their owners, 1 if there are none. */
    double share(List<SimulatedNode> nodes) {
        long right = 0;
        long all = 0;
        for (SimulatedNode node : nodes) {
            for (KnownContact contact : node.core().knowledge().contacts()) {
                IpPort owner = hosts.get(contact.id());
                for (Endpoint endpoint : contact.endpoints()) {
                    all++;
                    right += isOf(endpoint, owner) ? 1 : 0;
                }
            }
        }
        return all == 0 ? 1 : (double) right / all;
    }

    private static boolean isOf(Endpoint endpoint, @Nullable IpPort owner) {
        IpPort address = endpoint.ipPort();
        return owner != null && address != null && address.isSameHost(owner);
    }
}
