package io.nodenet.node.core.port;

import io.nodenet.fact.PathKind;
import io.nodenet.fact.Volunteers;
import java.util.Set;

/**
 * The paths over which an edge may come about.
 *
 * @param kinds their kinds, {@link PathKind#DIRECT} among them
 * @param volunteers who may relay, where a relayed path will do
 */
public record Paths(Set<PathKind> kinds, Volunteers volunteers) {
    /** Whatever there is. */
    public static final Paths ANY = new Paths(Set.of(PathKind.values()), Volunteers.ANY);

    /** Copies the set. */
    public Paths {
        kinds = Set.copyOf(kinds);
    }

    /** Returns paths of some kinds, over any volunteer. */
    public static Paths of(Set<PathKind> kinds) {
        return new Paths(kinds, Volunteers.ANY);
    }

    /** Returns whether all of others are among these. */
    public boolean include(Paths others) {
        return kinds.containsAll(others.kinds)
                && (volunteers.equals(Volunteers.ANY) || volunteers.equals(others.volunteers));
    }
}
