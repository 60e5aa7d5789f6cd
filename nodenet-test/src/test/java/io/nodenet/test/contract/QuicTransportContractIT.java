package io.nodenet.test.contract;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The QUIC transport on loopback. */
class QuicTransportContractIT extends TransportContract {
    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

    @Override
    protected Transport newTransport(Identity identity) {
        return QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)).apply(identity);
    }

    @Override
    protected Endpoint deadEndpoint() {
        try (DatagramSocket gone = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return Endpoint.quic("127.0.0.1:" + gone.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean await(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
