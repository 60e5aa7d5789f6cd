package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.util.List;

/**
 * What the owner of a NodeID told of itself in a rendezvous, under its signature (docs/protocol/03).
 *
 * @param peer the owner
 * @param key its 32-byte Ed25519 key, which hashes to the NodeID; not copied
 * @param exchangeKey its 32-byte X25519 key, to which boxes for it are sealed; not copied
 * @param endpoints where it says that it can be reached, best first, 16 at most; nobody has tried them
 */
@SuppressWarnings("ArrayRecordComponent")
public record PeerIntroduction(NodeId peer, byte[] key, byte[] exchangeKey, List<Endpoint> endpoints) {}
