package io.nodenet.transport.quic.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.identity.Identity;
import io.nodenet.transport.quic.tls.IdentityCertificate.Refusal;
import io.nodenet.transport.quic.tls.IdentityCertificate.Verdict;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IdentityCertificateTest {
    /** SEQUENCE headers of the certificate and of its body, each with a two-byte length. */
    private static final int BODY_START = 4;

    private static Verdict verify(byte[]... chain) {
        return IdentityCertificate.verify(chain);
    }

    @Test
    @Tag("vectors")
    void certificatesAreMintedByteForByteButForTheRandomSignature() {
        Vectors.load("tls.json").each("certificates", row -> {
            Identity identity = Identity.fromSeed(row.bytes("seed"));
            assertThat(identity.publicKey()).isEqualTo(row.bytes("ed_pub"));
            assertThat(identity.exchangeKey()).isEqualTo(row.bytes("x25519_pub"));
            assertThat(identity.nodeId()).hasToString(row.string("node_id"));
            assertThat(row.bytes("signed_bytes")).isEqualTo(row.bytes("spki"));
            assertThat(identity.sign(row.bytes("spki"))).isEqualTo(row.bytes("identity_signature"));

            KeyFactory factory = KeyFactory.getInstance("EC");
            PublicKey key = factory.generatePublic(new X509EncodedKeySpec(row.bytes("spki")));
            KeyPair keys = new KeyPair(
                    key, factory.generatePrivate(new PKCS8EncodedKeySpec(row.bytes("tls_private_key_pkcs8"))));
            byte[] minted = NodeCertificate.mint(identity, keys).certificate().getEncoded();
            byte[] recorded = row.bytes("certificate");
            assertThat(body(minted)).isEqualTo(body(recorded));
            assertThat(Vectors.hex(minted)).contains(row.string("extension_der"), row.string("extension_value"));
            for (byte[] certificate : new byte[][] {minted, recorded}) {
                Signature verifier = Signature.getInstance("SHA256withECDSA");
                verifier.initVerify(key);
                verifier.update(body(certificate));
                assertThat(verifier.verify(signature(certificate))).isTrue();
                assertThat(verify(certificate)).isEqualTo(new Verdict(identity.nodeId(), null));
            }
        });
    }

    private static byte[] body(byte[] certificate) {
        DerReader reader = new DerReader(certificate, BODY_START, certificate.length);
        assertThat(reader.next()).isTrue();
        return Arrays.copyOfRange(certificate, reader.start(), reader.end());
    }

    private static byte[] signature(byte[] certificate) {
        DerReader reader = new DerReader(certificate, BODY_START, certificate.length);
        for (int part = 0; part < 3; part++) {
            assertThat(reader.next()).isTrue();
        }
        return Arrays.copyOfRange(certificate, reader.contentStart() + 1, reader.end());
    }

    @Test
    @Tag("vectors")
    void recordedChainsAreJudgedAsRecommended() {
        Vectors.load("tls.json").each("verify", row -> {
            row.ignore("reference", "reference_close_code", "tls_private_key_pkcs8");
            byte[][] chain = row.strings("chain").stream().map(Vectors::unhex).toArray(byte[][]::new);
            Verdict verdict = verify(chain);
            String nodeId = row.has("node_id") ? row.string("node_id") : "";
            String check = row.has("check") ? row.string("check") : "";
            switch (row.string("recommended")) {
                case "accept" -> assertThat(String.valueOf(verdict.nodeId())).isEqualTo(nodeId);
                case "reject" -> {
                    assertThat(verdict.nodeId()).isNull();
                    if (!check.isEmpty()) {
                        assertThat(verdict.refusal()).isEqualTo(Refusal.valueOf(check.toUpperCase(Locale.ROOT)));
                    } else if (Vectors.areThoseOfTheTree()) {
                        assertThat(verdict.refusal())
                                .as("the reference accepts keys of small order")
                                .isEqualTo(Refusal.IDENTITY_SIGNATURE);
                    } else {
                        assertThat(verdict.refusal()).isNotNull();
                    }
                }
                default -> assertThat(verdict.nodeId() == null).isNotEqualTo(verdict.refusal() == null);
            }
        });
    }

    @Test
    @Tag("vectors")
    void everyArrayOfTheTlsVectorsIsExercised() {
        Vectors vectors = Vectors.load("tls.json");
        assertThat(vectors.names()).containsExactly("certificates", "oid", "oid_der", "verify");
        String der = vectors.root().string("oid_der");
        assertThat(vectors.root().string("oid")).isEqualTo("1.3.6.1.4.1.58147.1.1");
        assertThat(Vectors.hex(own())).contains(der);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] certificate = own();
        for (int length = 0; length < certificate.length; length++) {
            assertThat(verify(Arrays.copyOf(certificate, length)).nodeId()).isNull();
            assertThat(verify(certificate, Arrays.copyOf(certificate, length)).nodeId())
                    .as("as the second entry")
                    .isNull();
        }
    }

    @Test
    void changedBytesNeverThrowAndNeverYieldAnotherIdentity() {
        byte[] certificate = own();
        Verdict honest = verify(certificate);
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            byte[] changed = certificate.clone();
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Verdict verdict = verify(changed);
            if (verdict.nodeId() != null) {
                assertThat(verdict).isEqualTo(honest);
            }
        }
    }

    private static byte[] own() {
        try {
            return NodeCertificate.mint(Identity.generate()).certificate().getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }
}
