package io.nodenet.transport.quic;

import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.nodenet.identity.Identity;

/**
 * The TLS settings of both roles: TLS 1.3, both sides present a certificate, nothing is resumed (docs/protocol/04, section 3).
 *
 * @param server for accepted connections
 * @param overlayDial for dialed edges
 * @param trust judges the peers of both
 */
record TlsContexts(QuicSslContext server, QuicSslContext overlayDial, PeerTrustManager trust) {
    /** The application protocol of overlay edges. */
    static final String OVERLAY = "nodenet/1";

    /** What a peer's certificate key may sign with: we send P-256 only and accept the others (04, section 4.3, step 3). */
    private static final String[] SIGNATURES = {
        "ecdsa_secp256r1_sha256",
        "ed25519",
        "rsa_pss_rsae_sha256",
        "ecdsa_secp384r1_sha384",
        "rsa_pss_rsae_sha384",
        "rsa_pss_rsae_sha512",
        "ecdsa_secp521r1_sha512"
    };

    /** Makes both contexts with one freshly minted certificate. */
    static TlsContexts create(Identity identity) {
        return create(NodeCertificate.mint(identity));
    }

    /** Makes both contexts with a given certificate. */
    static TlsContexts create(NodeCertificate own) {
        PeerTrustManager trust = new PeerTrustManager();
        QuicSslContext server = QuicSslContextBuilder.forServer(own.privateKey(), null, own.certificate())
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(OVERLAY)
                .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES.clone())
                .build();
        QuicSslContext overlayDial = QuicSslContextBuilder.forClient()
                .keyManager(own.privateKey(), null, own.certificate())
                .trustManager(trust)
                .endpointIdentificationAlgorithm("")
                .applicationProtocols(OVERLAY)
                .sessionCacheSize(0)
                .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES.clone())
                .build();
        return new TlsContexts(server, overlayDial, trust);
    }
}
