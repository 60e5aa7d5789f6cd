package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import java.util.List;

/**
 * What neighbours report of the addresses of one class at which they see a node, and what that points to.
 *
 * @param addressClass the class
 * @param nat what the reports of this class point to by themselves
 * @param reporters the number of neighbours that report an address of this class
 * @param subnets the number of subnets that they are in, as far as those are known
 * @param seen the addresses that they report, the one that most report first; {@value #MAX_SEEN} at most
 */
public record NatEvidence(AddressClass addressClass, NatKind nat, int reporters, int subnets, List<Seen> seen) {
    /** The most addresses that are listed. */
    public static final int MAX_SEEN = 8;

    /** Copies the list. */
    public NatEvidence {
        seen = List.copyOf(seen);
    }

    /**
     * An address at which neighbours see a node.
     *
     * @param endpoint the address
     * @param reporters the number of neighbours that report it
     * @param subnets the number of subnets that they are in, as far as those are known
     */
    public record Seen(Endpoint endpoint, int reporters, int subnets) {}
}
