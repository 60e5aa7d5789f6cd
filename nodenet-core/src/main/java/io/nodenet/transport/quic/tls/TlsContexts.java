package io.nodenet.transport.quic.tls;

import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import io.netty.handler.ssl.ClientAuth;
import io.nodenet.identity.Identity;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import java.security.SecureRandom;

/**
 * The TLS settings of all roles: TLS 1.3, both sides present a certificate, nothing is resumed (docs/protocol/04, section 3).
 *
 * <p>BoringSSL sends session tickets and Netty offers no switch for that. They are made worthless instead: with {@link
 * #forgetTickets()} before every accepted connection no ticket can be opened again, and a client that offers one gets a full
 * handshake.
 *
 * @param server for accepted connections
 * @param overlayDial for dialed edges
 * @param mediaDial for media sessions that this side opens
 * @param trust judges the peers of all
 */
public record TlsContexts(
        QuicSslContext server, QuicSslContext overlayDial, QuicSslContext mediaDial, PeerTrustManager trust) {
    /** The application protocol of overlay edges. */
    public static final String OVERLAY = "nodenet/1";

    /** The application protocol of media sessions. */
    public static final String MEDIA = "nodenet-media/1";

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

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns what a peer's certificate key may sign with, for a context. */
    public static String[] signatures() {
        return SIGNATURES.clone();
    }

    /** Replaces the key of session tickets, so that all that were issued so far are worthless. */
    public void forgetTickets() {
        server.sessionContext()
                .setTicketKeys(new SslSessionTicketKey(
                        random(SslSessionTicketKey.NAME_SIZE),
                        random(SslSessionTicketKey.HMAC_KEY_SIZE),
                        random(SslSessionTicketKey.AES_KEY_SIZE)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Makes the contexts with one freshly minted certificate. */
    public static TlsContexts create(Identity identity, EnumCounters<TransportCounter> counters) {
        return create(NodeCertificate.mint(identity), counters);
    }

    /**
     * Makes the contexts with a given certificate.
     *
     * @throws io.nodenet.NettyVersionException if the Netty on the class path is too old
     */
    public static TlsContexts create(NodeCertificate own, EnumCounters<TransportCounter> counters) {
        NettyVersion.check();
        PeerTrustManager trust = new PeerTrustManager(new KnownCertificates(counters));
        NodeKeyManager keys = new NodeKeyManager(own);
        QuicSslContext server = QuicSslContextBuilder.forServer(keys, null)
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(OVERLAY, MEDIA)
                .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, signatures())
                .build();
        return new TlsContexts(server, dial(keys, trust, OVERLAY), dial(keys, trust, MEDIA), trust);
    }

    private static QuicSslContext dial(NodeKeyManager keys, PeerTrustManager trust, String protocol) {
        return QuicSslContextBuilder.forClient()
                .keyManager(keys, null)
                .trustManager(trust)
                .endpointIdentificationAlgorithm("")
                .applicationProtocols(protocol)
                .sessionCacheSize(0)
                .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, signatures())
                .build();
    }
}
