package io.nodenet.fact;

/**
 * How far a node has the edges that routing needs: to the nodes nearest to it, and two in each part of the network (docs/protocol/08, W-07).
 *
 * @param siblings edges to the nearest known nodes that can be dialed
 * @param siblingsWanted how many of those there are, 16 at most
 * @param bucketsCovered parts of the network, by their distance, with two edges or with all that can be had there
 * @param bucketsPopulated parts of the network in which nodes that can be dialed, or edges, are known
 * @param contacts known nodes
 */
public record UpkeepState(int siblings, int siblingsWanted, int bucketsCovered, int bucketsPopulated, int contacts) {
    /** The state of a node that knows nobody. */
    public static final UpkeepState NONE = new UpkeepState(0, 0, 0, 0, 0);

    /** Returns whether the node has all the edges that it could have and wants. */
    public boolean isComplete() {
        return siblings == siblingsWanted && bucketsCovered == bucketsPopulated;
    }
}
