package io.nodenet.transport.quic.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.nodenet.kad.NodeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges peers' certificates inside the TLS handshake and remembers, per handshake, the NodeID that was proved.
 *
 * <p>A dialed peer that is not the expected one is refused here, with the same alert (docs/protocol/04, section 4.3, step 8): the
 * connection is then never up at the peer either. A handshake that never came here proved nothing: that is how a resumed session
 * is told apart (section 3.6). The loop only; TLS runs on it.
 */
public final class PeerTrustManager extends X509ExtendedTrustManager {
    private static final X509Certificate[] NO_ISSUERS = {};

    /** X509_V_ERR_CERT_REJECTED of BoringSSL, which becomes the alert bad_certificate that the deployed listeners send. */
    private static final int CERT_REJECTED = 28;

    private static final String EXPECTED = "io.nodenet.expected";

    private final KnownCertificates known;
    private final IdentityHashMap<SSLEngine, NodeId> proved = new IdentityHashMap<>();

    PeerTrustManager(KnownCertificates known) {
        this.known = known;
    }

    /** Has the handshake of an engine accept one peer only. */
    public static void expect(SSLEngine engine, NodeId expected) {
        engine.getSession().putValue(EXPECTED, expected);
    }

    /**
     * Returns and forgets the NodeID that was proved in the handshake of an engine, null if none was. One that was refused because
     * another one was expected is only claimed: that the peer holds the key of its certificate is proved after this.
     */
    @Nullable
    public NodeId take(SSLEngine engine) {
        return proved.remove(engine);
    }

    /** Returns the number of handshakes whose NodeID nobody took yet. */
    public int size() {
        return proved.size();
    }

    private void check(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        byte[][] der = new byte[chain.length][];
        for (int i = 0; i < der.length; i++) {
            der[i] = chain[i].getEncoded();
        }
        IdentityCertificate.Verdict verdict = known.verify(der);
        NodeId nodeId = verdict.nodeId();
        if (nodeId == null) {
            throw new OpenSslCertificateException(
                    "The peer's certificate proves no NodeID: " + verdict.refusal(), CERT_REJECTED);
        }
        proved.put(engine, nodeId);
        Object expected = engine.getSession().getValue(EXPECTED);
        if (expected != null && !expected.equals(nodeId)) {
            throw new OpenSslCertificateException("The peer is " + nodeId + ", not " + expected, CERT_REJECTED);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutEngine();
    }

    private static CertificateException withoutEngine() {
        return new CertificateException("Only the handshakes of QUIC connections can be judged");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NO_ISSUERS.clone();
    }
}
