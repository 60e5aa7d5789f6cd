package io.nodenet.transport.quic.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.tls.IdentityCertificate.Refusal;
import io.nodenet.transport.quic.tls.IdentityCertificate.Verdict;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownCertificatesTest {
    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final KnownCertificates known = new KnownCertificates(counters);

    private static byte[] certificateOf(Identity identity) throws CertificateEncodingException {
        return NodeCertificate.mint(identity).certificate().getEncoded();
    }

    private Verdict verify(byte[]... chain) {
        return known.verify(chain);
    }

    private long unchecked() {
        return counters.get(TransportCounter.CERTIFICATE_KNOWN);
    }

    @Test
    void certificateIsCheckedOnceAndProvesTheSameAfterwards() throws Exception {
        Identity identity = Identity.generate();
        byte[] certificate = certificateOf(identity);

        assertThat(verify(certificate)).isEqualTo(new Verdict(identity.nodeId(), null));
        assertThat(unchecked()).isZero();

        assertThat(verify(certificate.clone())).isEqualTo(new Verdict(identity.nodeId(), null));
        assertThat(unchecked()).isOne();
    }

    @Test
    void oneThatDiffersInAByteIsCheckedAndOneThatProvesNothingIsNotRemembered() throws Exception {
        byte[] certificate = certificateOf(Identity.generate());
        verify(certificate);

        for (int i = 0; i < certificate.length; i++) {
            byte[] other = certificate.clone();
            other[i] ^= 1;
            assertThat(verify(other)).isEqualTo(IdentityCertificate.verify(new byte[][] {other}));
        }
        byte[] forged = certificate.clone();
        forged[indexOfIdentitySignature(forged)] ^= 1;
        int before = known.size();
        for (int i = 0; i < 3; i++) {
            assertThat(verify(forged).refusal()).isEqualTo(Refusal.IDENTITY_SIGNATURE);
        }
        assertThat(unchecked()).isZero();
        assertThat(known.size()).isEqualTo(before);
    }

    /** The first byte whose change is noticed as that of a signature. */
    private static int indexOfIdentitySignature(byte[] certificate) {
        for (int i = 0; i < certificate.length; i++) {
            byte[] other = certificate.clone();
            other[i] ^= 1;
            if (IdentityCertificate.verify(new byte[][] {other}).refusal() == Refusal.IDENTITY_SIGNATURE) {
                return i;
            }
        }
        throw new AssertionError("No byte is one of the signature");
    }

    @Test
    void certificateThatWasUsedLongestAgoGoesForANewOne() throws Exception {
        byte[] first = certificateOf(Identity.generate());
        List<byte[]> others = new ArrayList<>();
        for (int i = 0; i < KnownCertificates.MAX_CERTIFICATES; i++) {
            others.add(certificateOf(Identity.generate()));
        }
        verify(first);
        for (byte[] other : others) {
            verify(other);
            verify(first);
        }

        assertThat(known.size()).isEqualTo(KnownCertificates.MAX_CERTIFICATES);
        long before = unchecked();
        verify(first);
        verify(others.get(others.size() - 1));
        assertThat(unchecked() - before).isEqualTo(2);
        verify(others.get(0));
        assertThat(unchecked() - before).as("forgotten").isEqualTo(2);
    }

    @Test
    void chainsAndLargeCertificatesAreCheckedEachTime() throws Exception {
        byte[] certificate = certificateOf(Identity.generate());
        byte[] large = Arrays.copyOf(certificate, KnownCertificates.MAX_BYTES + 1);

        for (int i = 0; i < 2; i++) {
            assertThat(verify(certificate, certificate).nodeId()).isNotNull();
            assertThat(verify(large).refusal()).isEqualTo(Refusal.CERTIFICATE_PARSE);
            assertThat(verify().refusal()).isEqualTo(Refusal.NO_CERTIFICATE);
        }

        assertThat(known.size()).isZero();
        assertThat(unchecked()).isZero();
    }
}
