package io.nodenet.transport.memory;

import io.nodenet.address.IpPort;
import org.jspecify.annotations.Nullable;

/** Two NATs in a row: that of a home, behind that of its provider. */
final class NatRow implements AddressTranslation {
    private final Nat home;
    private final Nat provider;

    /**
     * Creates a row.
     *
     * @param home its external address is one in the network of the provider
     */
    NatRow(Nat home, Nat provider) {
        this.home = home;
        this.provider = provider;
    }

    @Override
    public @Nullable IpPort outbound(IpPort inside, IpPort destination, long nowNanos) {
        IpPort between = home.outbound(inside, destination, nowNanos);
        return between == null ? null : provider.outbound(between, destination, nowNanos);
    }

    @Override
    public boolean admits(IpPort source, int port, long nowNanos) {
        return provider.admits(source, port, nowNanos) && home.admits(source, provider.insidePort(port), nowNanos);
    }

    @Override
    public int insidePort(int port) {
        return home.insidePort(provider.insidePort(port));
    }

    @Override
    public void flush() {
        home.flush();
        provider.flush();
    }
}
