package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.nodenet.Vectors;
import io.nodenet.identity.Identity;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.tls.NodeCertificate;
import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The handshake as a listener judges it (docs/protocol/04, sections 3 and 4.3). */
@Timeout(300)
class QuicTlsIT {
    /** What BoringSSL or the JDK cannot present; their verdict is checked on the raw chain. */
    private static final List<String> NOT_PRESENTABLE = List.of(
            "empty-chain",
            "trailing-bytes-after-certificate",
            "truncated-certificate",
            "duplicate-identity-extension",
            "negative-serial",
            "empty-subject-and-issuer");

    @Test
    @Tag("vectors")
    void recordedCertificatesAreJudgedInsideTheHandshake() throws Exception {
        try (QuicPeer server = new QuicPeer(q -> q.maxInboundPerAddress(0))) {
            Vectors.load("tls.json").each("verify", row -> {
                row.ignore("reference", "reference_close_code", "check");
                String recommended = row.string("recommended");
                List<String> chain = row.strings("chain");
                boolean keyed = row.has("tls_private_key_pkcs8");
                if (NOT_PRESENTABLE.contains(row.string("name")) || !keyed) {
                    row.ignore("node_id");
                    return;
                }
                X509Certificate[] certificates = new X509Certificate[chain.size()];
                for (int i = 0; i < certificates.length; i++) {
                    certificates[i] = (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(Vectors.unhex(chain.get(i))));
                }
                PrivateKey key = KeyFactory.getInstance(
                                certificates[0].getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(row.bytes("tls_private_key_pkcs8")));
                QuicSslContext tls =
                        RawClient.tls().keyManager(key, null, certificates).build();
                try (RawClient client = new RawClient(q -> tls.newEngine(q.alloc()))) {
                    if (recommended.equals("reject")) {
                        long failed = server.count(TransportCounter.ACCEPT_FAILED);
                        client.connect(server);
                        QuicConnectionCloseEvent close = client.awaitClose();
                        assertThat(close.error()).as("bad_certificate").isEqualTo(0x12a);
                        server.await("a refusal", () -> server.count(TransportCounter.ACCEPT_FAILED) == failed + 1);
                        row.ignore("node_id");
                    } else {
                        RawClient.write(RawClient.open(client.connect(server)), 0);
                        assertThat(server.frame().connection().remoteId()).hasToString(row.string("node_id"));
                    }
                }
            });
            server.await("ends", () -> server.transport.occupancy().proofs() == 0);
            assertThat(server.frames).isEmpty();
        }
    }

    @Test
    void clientWithoutCertificateIsRefused() throws Exception {
        QuicSslContext tls = RawClient.tls().build();
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient(q -> tls.newEngine(q.alloc()))) {
            client.connect(server);
            assertThat(client.awaitClose().error()).as("certificate_required").isEqualTo(0x174);
            server.awaitNothingLeft();
        }
    }

    @Test
    void otherApplicationProtocolsAreRefused() throws Exception {
        NodeCertificate own = NodeCertificate.mint(Identity.generate());
        QuicSslContext tls = RawClient.tls()
                .keyManager(own.privateKey(), null, own.certificate())
                .applicationProtocols("nodenet-media/1")
                .build();
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient(q -> tls.newEngine(q.alloc()))) {
            assertThatThrownBy(() -> client.connect(server)).isNotNull();
            assertThat(client.awaitClose().error())
                    .as("no_application_protocol")
                    .isEqualTo(0x178);
            server.awaitNothingLeft();
        }
    }

    @Test
    void everyConnectionProvesAKeyAnew() throws Exception {
        NodeCertificate own = NodeCertificate.mint(Identity.generate());
        QuicSslContext tls = RawClient.tls()
                .keyManager(own.privateKey(), null, own.certificate())
                .sessionCacheSize(100)
                .build();
        try (QuicPeer server = new QuicPeer()) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = new RawClient(q -> tls.newEngine(q.alloc(), "127.0.0.1", 1))) {
                    QuicChannel channel = client.connect(server);
                    RawClient.write(RawClient.open(channel), 1, i);
                    assertThat(server.frame().bytes()).containsExactly(i);
                    channel.close().get(RawClient.SECONDS, TimeUnit.SECONDS);
                }
            }
            assertThat(server.count(TransportCounter.ACCEPTED)).isEqualTo(3);
            assertThat(server.count(TransportCounter.ACCEPT_FAILED)).isZero();
        }
    }
}
