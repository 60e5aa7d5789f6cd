package io.nodenet.node.core.connect;

import io.nodenet.address.AddressScope;
import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows at which addresses the sockets of a relay are reached: which ones a volunteer tells, and which ones a peer takes from it (W-02).
 *
 * <p>[L] A volunteer tells each peer an address that this one can reach, though its socket be bound to another (W4-13). A peer takes only
 * hosts at which it knows the volunteer, so that no volunteer can aim it at anybody else (W6-16).
 */
public final class RelayAddresses {
    private final SelfCoordinates self;
    private final KnowledgeTable knowledge;

    public RelayAddresses(SelfCoordinates self, KnowledgeTable knowledge) {
        this.self = self;
        this.knowledge = knowledge;
    }

    /**
     * Returns the address of a socket of this node for a peer: as it is for one in the same private network, and where it is public; else the
     * host under which this node is known outside, of the same family, with the port of the socket.
     */
    Endpoint shownTo(EdgeConnection peer, Endpoint socket) {
        IpPort bound = socket.ipPort();
        boolean isOutside = AddressScope.of(peer.connection().remoteEndpoint()) == AddressScope.PUBLIC;
        if (bound == null || !isOutside || AddressScope.of(socket) == AddressScope.PUBLIC) {
            return socket;
        }
        return Stream.concat(self.external(), Stream.ofNullable(peer.edge().observedEndpoint()))
                .filter(endpoint -> AddressScope.of(endpoint) == AddressScope.PUBLIC)
                .map(Endpoint::ipPort)
                .filter(Objects::nonNull)
                .filter(external -> external.isIpv4() == bound.isIpv4())
                .map(external -> at(external, bound.port()))
                .findFirst()
                .orElse(socket);
    }

    /**
     * Returns where a volunteer is meant by an address that it told: at that address if this node has reached the volunteer at its host; at the
     * host of its edge if it told an unspecified one, or a private one that means nothing outside.
     *
     * @return null if the address leads to somebody else, or nowhere
     */
    @Nullable
    Endpoint usable(EdgeConnection volunteer, Endpoint told) {
        Endpoint seen = volunteer.connection().remoteEndpoint();
        Endpoint completed = told.completedBy(seen);
        IpPort host = seen.ipPort();
        IpPort named = completed.isQuic() ? completed.ipPort() : null;
        if (host == null || named == null || named.port() == 0 || AddressScope.of(completed) == null) {
            return null;
        }
        if (named.isSameHost(host) || isProven(volunteer, named)) {
            return completed;
        }
        boolean isInsideOnly =
                AddressScope.of(completed) == AddressScope.PRIVATE && AddressScope.of(seen) == AddressScope.PUBLIC;
        return isInsideOnly ? at(host, named.port()) : null;
    }

    /** Returns whether this node has reached a volunteer at a host before. */
    private boolean isProven(EdgeConnection volunteer, IpPort named) {
        KnownContact contact = knowledge.get(volunteer.peer());
        return contact != null
                && contact.provenEndpoints().stream()
                        .map(Endpoint::ipPort)
                        .anyMatch(proven -> proven != null && proven.isSameHost(named));
    }

    private static Endpoint at(IpPort host, int port) {
        return Endpoint.quic(IpPort.of(host.address(), host.zone(), port).text());
    }
}
