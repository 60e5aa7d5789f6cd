package io.nodenet.transport.quic.tls;

import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judges certificates and remembers those that prove a NodeID, so that a peer that comes again, for a call or over another path, costs no
 * second check of a signature.
 *
 * <p>What a certificate proves never changes; that the peer has its key is proved by each handshake anew. The one that was used longest ago
 * goes for a new one. The loop only.
 */
final class KnownCertificates {
    /** The most certificates that are remembered. */
    static final int MAX_CERTIFICATES = 256;

    /** The bytes of the largest that is remembered; one of ours has less than 500. */
    static final int MAX_BYTES = 1024;

    private final EnumCounters<TransportCounter> counters;
    private final Map<ByteBuffer, NodeId> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, NodeId> eldest) {
            return size() > MAX_CERTIFICATES;
        }
    };

    KnownCertificates(EnumCounters<TransportCounter> counters) {
        this.counters = counters;
    }

    /** Judges a chain as {@link IdentityCertificate#verify} does. */
    IdentityCertificate.Verdict verify(byte[][] chain) {
        if (chain.length != 1 || chain[0].length > MAX_BYTES) {
            return IdentityCertificate.verify(chain);
        }
        ByteBuffer certificate = ByteBuffer.wrap(chain[0]);
        NodeId proved = known.get(certificate);
        if (proved != null) {
            counters.increment(TransportCounter.CERTIFICATE_KNOWN);
            return new IdentityCertificate.Verdict(proved, null);
        }
        IdentityCertificate.Verdict verdict = IdentityCertificate.verify(chain);
        NodeId nodeId = verdict.nodeId();
        if (nodeId != null) {
            known.put(certificate, nodeId);
        }
        return verdict;
    }

    /** Returns how many are remembered. */
    int size() {
        return known.size();
    }
}
