package io.nodenet.transport.quic.tls;

import io.nodenet.TransportException;
import io.nodenet.identity.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The certificate that this node presents: an ephemeral P-256 key, bound by an extension to the node's identity key
 * (docs/protocol/04, section 4.2; the same bytes as the deployed implementation emits).
 *
 * @param privateKey the key of the certificate, never stored
 * @param certificate the self-signed X.509 certificate
 */
public record NodeCertificate(PrivateKey privateKey, X509Certificate certificate) {
    private static final ASN1ObjectIdentifier IDENTITY = new ASN1ObjectIdentifier("1.3.6.1.4.1.58147.1.1");
    private static final String CURVE = "secp256r1";
    private static final String COMMON_NAME = "nodenet";

    /** Mints a certificate with a fresh key; about a millisecond. */
    public static NodeCertificate mint(Identity identity) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return mint(identity, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new TransportException("This JVM cannot make a P-256 key for TLS: " + e.getMessage(), e);
        }
    }

    /** Mints a certificate for a given P-256 key pair. */
    public static NodeCertificate mint(Identity identity, KeyPair keys) throws GeneralSecurityException {
        byte[] publicKeyInfo = keys.getPublic().getEncoded();
        byte[] extension = new byte[IdentityCertificate.EXTENSION_LENGTH];
        byte[] key = identity.publicKey();
        byte[] binding = identity.sign(publicKeyInfo);
        System.arraycopy(key, 0, extension, 0, key.length);
        System.arraycopy(binding, 0, extension, key.length, binding.length);
        try {
            TBSCertificate body = body(publicKeyInfo, extension);
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(body.getEncoded(ASN1Encoding.DER));
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(body);
            parts.add(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256));
            parts.add(new DERBitString(signer.sign()));
            byte[] der = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new NodeCertificate(keys.getPrivate(), certificate);
        } catch (IOException e) {
            throw new GeneralSecurityException("The certificate cannot be encoded", e);
        }
    }

    private static TBSCertificate body(byte[] publicKeyInfo, byte[] extension) {
        X500Name name = new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERPrintableString(COMMON_NAME))});
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(1));
        generator.setSignature(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256));
        generator.setIssuer(name);
        generator.setStartDate(new Time(new ASN1UTCTime("700101000000Z")));
        generator.setEndDate(new Time(new ASN1GeneralizedTime("99991231235959Z")));
        generator.setSubject(name);
        generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(publicKeyInfo));
        generator.setExtensions(new Extensions(new Extension(IDENTITY, false, new DEROctetString(extension))));
        return generator.generateTBSCertificate();
    }
}
