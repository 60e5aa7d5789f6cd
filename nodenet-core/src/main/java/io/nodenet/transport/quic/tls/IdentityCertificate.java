package io.nodenet.transport.quic.tls;

import io.nodenet.identity.Ed25519;
import io.nodenet.identity.KeyHash;
import io.nodenet.kad.NodeId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the NodeID out of a peer's certificate and judges its binding, on the raw DER (docs/protocol/04, section 4.3, [V]).
 *
 * <p>Issuer, subject, serial, validity, self-signature and other extensions are ignored on purpose: there is no authority and a
 * stricter node would refuse valid peers. Pure; any thread.
 */
final class IdentityCertificate {
    /** DER of the object identifier 1.3.6.1.4.1.58147.1.1, without tag and length. */
    private static final byte[] OID = HexFormat.of().parseHex("2b0601040183c6230101");

    /** Bytes of the extension: public key and signature. */
    static final int EXTENSION_LENGTH = Ed25519.KEY_LENGTH + Ed25519.SIGNATURE_LENGTH;

    private static final int VERSION_TAG = 0xa0;
    private static final int ISSUER_ID_TAG = 0x81;
    private static final int SUBJECT_ID_TAG = 0x82;
    private static final int EXTENSIONS_TAG = 0xa3;

    /** Why a chain is refused. */
    enum Refusal {
        NO_CERTIFICATE,
        CERTIFICATE_PARSE,
        EXTENSION_MISSING,
        EXTENSION_LENGTH,
        IDENTITY_SIGNATURE
    }

    /** A judged chain: exactly one of the two is set. */
    record Verdict(@Nullable NodeId nodeId, @Nullable Refusal refusal) {}

    private final byte[] der;
    private int spkiStart;
    private int spkiEnd;
    private int extensionStart = -1;
    private int extensionLength;

    private IdentityCertificate(byte[] der) {
        this.der = der;
    }

    /** Judges a peer's certificate chain, first entry first, each in DER; never throws on bad input. */
    static Verdict verify(byte[][] chain) {
        if (chain.length == 0) {
            return refuse(Refusal.NO_CERTIFICATE);
        }
        IdentityCertificate leaf = new IdentityCertificate(chain[0]);
        if (!leaf.parse()) {
            return refuse(Refusal.CERTIFICATE_PARSE);
        }
        for (int i = 1; i < chain.length; i++) {
            if (!new IdentityCertificate(chain[i]).parse()) {
                return refuse(Refusal.CERTIFICATE_PARSE);
            }
        }
        return leaf.judge();
    }

    private Verdict judge() {
        if (extensionStart < 0) {
            return refuse(Refusal.EXTENSION_MISSING);
        }
        if (extensionLength != EXTENSION_LENGTH) {
            return refuse(Refusal.EXTENSION_LENGTH);
        }
        boolean genuine = Ed25519.verify(
                der, extensionStart, der, spkiStart, spkiEnd - spkiStart, der, extensionStart + Ed25519.KEY_LENGTH);
        return genuine ? new Verdict(KeyHash.nodeIdOf(der, extensionStart), null) : refuse(Refusal.IDENTITY_SIGNATURE);
    }

    private static Verdict refuse(Refusal refusal) {
        return new Verdict(null, refusal);
    }

    private boolean parse() {
        DerReader outer = new DerReader(der, 0, der.length);
        DerReader certificate = outer.enter(DerReader.SEQUENCE);
        if (certificate == null || !outer.isAtEnd()) {
            return false;
        }
        DerReader body = certificate.enter(DerReader.SEQUENCE);
        return body != null
                && certificate.next(DerReader.SEQUENCE)
                && certificate.next(DerReader.BIT_STRING)
                && certificate.isAtEnd()
                && parseBody(body);
    }

    private boolean parseBody(DerReader body) {
        boolean fields = skip(body, VERSION_TAG)
                && body.next(DerReader.INTEGER)
                && body.contentLength() > 0
                && body.next(DerReader.SEQUENCE) // signature algorithm
                && body.next(DerReader.SEQUENCE) // issuer
                && body.next(DerReader.SEQUENCE) // validity
                && body.next(DerReader.SEQUENCE) // subject
                && body.next(DerReader.SEQUENCE);
        if (!fields) {
            return false;
        }
        spkiStart = body.start();
        spkiEnd = body.end();
        if (!skip(body, ISSUER_ID_TAG) || !skip(body, SUBJECT_ID_TAG)) {
            return false;
        }
        if (body.isNext(EXTENSIONS_TAG) && !(body.next() && parseExtensions(body.inside()))) {
            return false;
        }
        return body.isAtEnd();
    }

    /** Skips an optional element; false only if it is there and broken. */
    private static boolean skip(DerReader body, int tag) {
        return !body.isNext(tag) || body.next();
    }

    private boolean parseExtensions(DerReader wrapper) {
        DerReader extensions = wrapper.enter(DerReader.SEQUENCE);
        if (extensions == null || !wrapper.isAtEnd()) {
            return false;
        }
        Set<String> seen = new HashSet<>();
        while (!extensions.isAtEnd()) {
            DerReader extension = extensions.enter(DerReader.SEQUENCE);
            if (extension == null || !extension.next(DerReader.OBJECT_IDENTIFIER)) {
                return false;
            }
            int oidStart = extension.contentStart();
            int oidEnd = extension.end();
            if (!seen.add(HexFormat.of().formatHex(der, oidStart, oidEnd))) {
                return false;
            }
            if (extension.isNext(DerReader.BOOLEAN) && !(extension.next() && extension.contentLength() == 1)) {
                return false;
            }
            if (!extension.next(DerReader.OCTET_STRING) || !extension.isAtEnd()) {
                return false;
            }
            if (Arrays.equals(der, oidStart, oidEnd, OID, 0, OID.length)) {
                extensionStart = extension.contentStart();
                extensionLength = extension.contentLength();
            }
        }
        return true;
    }
}
