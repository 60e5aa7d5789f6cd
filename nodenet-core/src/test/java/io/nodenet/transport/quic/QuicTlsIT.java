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
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The handshake as a listener judges it (docs/protocol/04, sections 3 and 4.3). */
@Timeout(300)
class QuicTlsIT {
    /** What BoringSSL or the JDK cannot present, of the vectors in the tree; their verdict is checked on the raw chain. */
    private static final List<String> NOT_PRESENTABLE = List.of(
            "empty-chain",
            "trailing-bytes-after-certificate",
            "truncated-certificate",
            "duplicate-identity-extension",
            "empty-subject-and-issuer");

    @Test
    @Tag("vectors")
    void recordedCertificatesAreJudgedInsideTheHandshake() throws Exception {
        List<String> notPresented = new ArrayList<>();
        try (QuicPeer server = new QuicPeer(q -> q.maxInboundPerAddress(0))) {
            Vectors.load("tls.json").each("verify", row -> {
                row.ignore("reference", "reference_close_code", "check");
                String recommended = row.string("recommended");
                List<String> chain = row.strings("chain");
                boolean keyed = row.has("tls_private_key_pkcs8");
                QuicSslContext tls = keyed ? presented(chain, row.bytes("tls_private_key_pkcs8")) : null;
                if (tls == null) {
                    notPresented.add(row.string("name"));
                }
                if (tls == null || recommended.equals("either")) {
                    row.ignore("node_id");
                    return;
                }
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
        if (Vectors.areThoseOfTheTree()) {
            assertThat(notPresented).containsExactlyInAnyOrderElementsOf(NOT_PRESENTABLE);
        }
    }

    /** Returns a client's context that presents a chain as it is recorded; null if the JDK or BoringSSL does not. */
    private static @Nullable QuicSslContext presented(List<String> chain, byte[] privateKey) throws Exception {
        X509Certificate[] certificates = new X509Certificate[chain.size()];
        PrivateKey key;
        try {
            for (int i = 0; i < certificates.length; i++) {
                byte[] recorded = Vectors.unhex(chain.get(i));
                certificates[i] = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(recorded));
                if (!Arrays.equals(certificates[i].getEncoded(), recorded)) {
                    return null;
                }
            }
            key = KeyFactory.getInstance(certificates[0].getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(privateKey));
        } catch (CertificateException e) {
            return null;
        }
        return RawClient.tls().keyManager(key, null, certificates).build();
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
                .applicationProtocols("nodenet-media/2")
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
    void mediaWithoutDatagramsIsClosedWithItsCode() throws Exception {
        NodeCertificate own = NodeCertificate.mint(Identity.generate());
        QuicSslContext tls = RawClient.tls()
                .keyManager(own.privateKey(), null, own.certificate())
                .applicationProtocols("nodenet-media/1")
                .build();
        try (QuicPeer server = new QuicPeer();
                RawClient client = new RawClient(q -> tls.newEngine(q.alloc()))) {
            client.connect(server);
            assertThat(client.awaitClose().error()).isEqualTo(1);
            assertThat(client.awaitClose().isApplicationClose()).isTrue();
            assertThat(client.awaitClose().reason()).asString().isEqualTo("media requires datagram support");
            assertThat(server.count(TransportCounter.MEDIA_UNSUPPORTED)).isEqualTo(1);
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
