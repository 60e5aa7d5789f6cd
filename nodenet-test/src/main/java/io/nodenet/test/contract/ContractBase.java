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

/** The properties of a transport that a contract needs: how to create one, an endpoint without a listener, and how to wait. */
abstract class ContractBase {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<ContractPeer> peers = new ArrayList<>();

    /** Returns a new transport that listens on its own address, not started. */
    protected abstract Transport newTransport(Identity identity);

    /**
     * Returns a new transport of the same network without support for media sessions, not started. The default returns null: there are
     * none.
     */
    protected @Nullable Transport newTransportWithoutMedia(Identity identity) {
        return null;
    }

    /** Returns an endpoint without a listener. */
    protected abstract Endpoint deadEndpoint();

    /** Lets time pass until a condition holds or the limit is reached; returns whether it holds. */
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
