package io.nodenet.nat;

import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.AddressClass;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address at which one neighbour sees this node.
 *
 * @param seen the address that it sees
 * @param text the same as text
 * @param from the address of the neighbour, null if it is not an IP address
 * @param atNanos when it said so
 */
record Report(IpPort seen, String text, @Nullable IpPort from, long atNanos) {
    Report(IpPort seen, @Nullable IpPort from, long atNanos) {
        this(seen, seen.text(), from, atNanos);
    }

    AddressClass addressClass() {
        if (seen.isIpv4()) {
            return seen.isPrivate() ? AddressClass.PRIVATE_IPV4 : AddressClass.PUBLIC_IPV4;
        }
        return seen.isPrivate() ? AddressClass.PRIVATE_IPV6 : AddressClass.PUBLIC_IPV6;
    }

    /** Returns the subnet of the neighbour, null if it has none. */
    @Nullable
    SubnetKey subnet() {
        return from == null ? null : SubnetKey.of(from);
    }

    /** Returns whether this report changes nothing in what another one says. */
    boolean saysTheSameAs(Report other) {
        return seen.equals(other.seen) && Objects.equals(from, other.from);
    }

    /** Returns an address without its port. */
    static IpPort hostOf(IpPort address) {
        return IpPort.of(address.address(), "", 0);
    }
}
