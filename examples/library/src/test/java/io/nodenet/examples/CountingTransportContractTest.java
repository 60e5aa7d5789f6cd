package io.nodenet.examples;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.test.contract.TransportContract;
import io.nodenet.transport.Transport;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

class CountingTransportContractTest extends TransportContract {
    private final VirtualTime time = new VirtualTime();
    private final MemoryNetwork network = new MemoryNetwork(time, new SplittableRandom(1));
    private final CountingTransport counting = new CountingTransport();
    private int hosts;

    @Override
    protected Transport newTransport(Identity identity) {
        hosts++;
        return counting.around(network.transport(identity.nodeId(), Endpoint.quic("10.0." + hosts + ".1:4242")));
    }

    @Override
    protected Endpoint deadEndpoint() {
        return Endpoint.quic("10.99.0.1:4242");
    }

    @Override
    protected boolean await(BooleanSupplier condition, Duration limit) {
        return time.runUntil(condition, limit);
    }

    @Override
    protected Transport newTransportWithoutMedia(Identity identity) {
        Transport transport = newTransport(identity);
        network.setMediaSupport(identity.nodeId(), false);
        return transport;
    }
}
