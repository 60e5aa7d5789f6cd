package io.nodenet.routing;

import io.nodenet.address.SubnetKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the entries of each failure domain, so that no one network fills a table (docs/protocol/02, sections 1.3 and 9, [L]).
 *
 * <p>A domain is a /24 of IPv4 or a /64 of IPv6, and besides the /48 that a /64 is part of: customers get many /64 for nothing. Domains
 * without an entry take no memory.
 */
final class SubnetCounts {
    private final Map<SubnetKey, Integer> subnets = new HashMap<>();
    private final Map<SubnetKey, Integer> sites = new HashMap<>();

    /** Returns whether there is room for one more of a domain; always for those that have none. */
    boolean hasRoom(@Nullable SubnetKey subnet) {
        if (subnet == null) {
            return true;
        }
        SubnetKey site = subnet.site();
        return subnets.getOrDefault(subnet, 0) < KnowledgeTable.MAX_SUBNET_ENTRIES
                && (site == null || sites.getOrDefault(site, 0) < KnowledgeTable.MAX_SITE_ENTRIES);
    }

    /** Returns whether there is room for one more of a domain once an entry of another one, null for none, has gone. */
    boolean hasRoom(SubnetKey subnet, @Nullable SubnetKey gone) {
        remove(gone);
        boolean room = hasRoom(subnet);
        add(gone);
        return room;
    }

    /** Counts an entry. */
    void add(@Nullable SubnetKey subnet) {
        if (subnet != null) {
            subnets.merge(subnet, 1, Integer::sum);
            SubnetKey site = subnet.site();
            if (site != null) {
                sites.merge(site, 1, Integer::sum);
            }
        }
    }

    /** Counts an entry no more. */
    void remove(@Nullable SubnetKey subnet) {
        if (subnet != null) {
            subnets.computeIfPresent(subnet, (key, count) -> count == 1 ? null : count - 1);
            SubnetKey site = subnet.site();
            if (site != null) {
                sites.computeIfPresent(site, (key, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** Counts an entry for another domain than before, and returns whether there was room. */
    boolean move(@Nullable SubnetKey from, @Nullable SubnetKey to) {
        remove(from);
        boolean room = hasRoom(to);
        add(room ? to : from);
        return room;
    }

    /** Returns the counts of all /24 and /64. */
    Map<SubnetKey, Integer> subnets() {
        return Map.copyOf(subnets);
    }

    /** Returns the counts of all /48. */
    Map<SubnetKey, Integer> sites() {
        return Map.copyOf(sites);
    }
}
