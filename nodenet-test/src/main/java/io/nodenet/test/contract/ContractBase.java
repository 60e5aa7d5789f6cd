package io.nodenet.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What a contract needs to know of a transport: how to make one, where nobody listens, and how to wait. */
abstract class ContractBase {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<ContractPeer> peers = new ArrayList<>();

    /** Makes a transport that listens on an address of its own, not started. */
    protected abstract Transport newTransport(Identity identity);

    /**
     * Makes a transport of the same network that takes no part in media sessions, not started; null, as long as it is not overridden, if there
     * are none.
     */
    protected @Nullable Transport newTransportWithoutMedia(Identity identity) {
        return null;
    }

    /** Returns an endpoint at which nobody listens. */
    protected abstract Endpoint deadEndpoint();

    /** Lets time pass until a condition holds or the limit is over; returns whether it holds. */
    protected abstract boolean await(BooleanSupplier condition, Duration limit);

    final void awaitThat(String what, BooleanSupplier condition) {
        assertThat(await(condition, LIMIT)).as(what).isTrue();
    }

    final ContractPeer peer() {
        Identity identity = Identity.generate();
        return started(new ContractPeer(this, identity.nodeId(), newTransport(identity)));
    }

    /** Returns a peer without media, null if there is no such transport. */
    final @Nullable ContractPeer peerWithoutMedia() {
        Identity identity = Identity.generate();
        Transport transport = newTransportWithoutMedia(identity);
        return transport == null ? null : started(new ContractPeer(this, identity.nodeId(), transport));
    }

    private ContractPeer started(ContractPeer peer) {
        peers.add(peer);
        return peer;
    }

    @AfterEach
    void closeTransports() {
        peers.forEach(peer -> peer.transport().close());
    }
}
