package io.nodenet.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.kad.NodeId;
import io.nodenet.pow.NodeIdBatch;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class IdentityVectorsTest {
    private final Vectors vectors = Vectors.load("identity.json");

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names()).containsExactlyInAnyOrder("hkdf_labels", "seeds", "ecdh", "verify");
    }

    @Test
    void labelsAreTheRecordedOnes() {
        Vectors.Row labels = vectors.root().row("hkdf_labels");

        assertThat(labels.names()).containsExactlyInAnyOrder("ed25519", "x25519");
        assertThat(Identity.SIGNING_LABEL).isEqualTo(labels.string("ed25519"));
        assertThat(Identity.EXCHANGE_LABEL).isEqualTo(labels.string("x25519"));
    }

    @Test
    void everyStepOfTheDerivationIsTheRecordedOne() {
        vectors.each("seeds", row -> {
            byte[] seed = row.bytes("seed");
            byte[] prk = hmac(new byte[32], seed);
            byte[] signingSeed = hmac(prk, (Identity.SIGNING_LABEL + '\1').getBytes(US_ASCII));
            byte[] exchangeScalar = hmac(prk, (Identity.EXCHANGE_LABEL + '\1').getBytes(US_ASCII));
            assertThat(prk).isEqualTo(row.bytes("prk"));
            assertThat(signingSeed).isEqualTo(row.bytes("ed25519_seed"));
            assertThat(exchangeScalar).isEqualTo(row.bytes("x25519_scalar"));
            assertThat(derived(seed)).isEqualTo(signingSeed);
            byte[] exchangeKey = new byte[32];
            X25519.generatePublicKey(exchangeScalar, 0, exchangeKey, 0);

            Identity identity = Identity.fromSeed(seed);

            assertThat(identity.publicKey()).isEqualTo(row.bytes("ed_pub"));
            assertThat(identity.exchangeKey())
                    .isEqualTo(row.bytes("x25519_pub"))
                    .isEqualTo(exchangeKey);
            assertThat(identity.nodeId().toBytes()).isEqualTo(row.bytes("node_id"));
            assertThat(identity.nodeId()).hasToString(row.string("text"));
            assertThat(identity.nodeId().leadingZeroBits()).isEqualTo(row.integer("pow_bits"));
            assertThat(identity.sign(row.bytes("sign_message"))).isEqualTo(row.bytes("signature"));
            assertThat(identity.seed()).isEqualTo(seed);
            assertThat(inBatch(seed)).isEqualTo(identity.nodeId());
            assertThat(new NodeIdCache(7).nodeIdOf(row.bytes("ed_pub"), 0)).isEqualTo(identity.nodeId());
        });
    }

    private static NodeId inBatch(byte[] seed) {
        byte[] seeds = new byte[NodeIdBatch.SIZE * Identity.SEED_LENGTH];
        System.arraycopy(seed, 0, seeds, 3 * Identity.SEED_LENGTH, seed.length);
        NodeIdBatch batch = new NodeIdBatch();
        batch.derive(seeds);
        return batch.nodeId(3);
    }

    /** Derives the key of a seed among other bytes. */
    private static byte[] derived(byte[] seed) {
        byte[] seeds = Arrays.copyOfRange(seed, 0, 2 * seed.length);
        byte[] keys = new byte[3 * seed.length];
        SigningKeyDeriver deriver = new SigningKeyDeriver();
        deriver.derive(seeds, seed.length, keys, 0); // leaves nothing behind for the next
        deriver.derive(seeds, 0, keys, seed.length);
        assertThat(Arrays.copyOfRange(keys, 2 * seed.length, keys.length)).containsOnly(0);
        return Arrays.copyOfRange(keys, seed.length, 2 * seed.length);
    }

    @Test
    void bothSidesAgreeOnTheRecordedSecret() {
        vectors.each("ecdh", row -> {
            Identity a = Identity.fromSeed(row.bytes("seed_a"));
            Identity b = Identity.fromSeed(row.bytes("seed_b"));
            byte[] secret = new byte[Identity.EXCHANGE_LENGTH];

            assertThat(a.agree(b.exchangeKey(), 0, secret, 0)).isTrue();
            assertThat(secret).isEqualTo(row.bytes("shared"));
            Arrays.fill(secret, (byte) 0);
            assertThat(b.agree(a.exchangeKey(), 0, secret, 0)).isTrue();
            assertThat(secret).isEqualTo(row.bytes("shared"));
        });
    }

    @Test
    void verdictsAreTheRecordedOnesOrStricterWhereThatIsAllowed() {
        vectors.each("verify", row -> {
            byte[] message = row.bytes("message");

            boolean accepted =
                    Ed25519.verify(row.bytes("ed_pub"), 0, message, 0, message.length, row.bytes("signature"), 0);

            boolean recorded = row.flag("reference_accepts");
            if (!row.flag("implementation_may_differ")) {
                assertThat(accepted).isEqualTo(recorded);
            } else if (Vectors.areThoseOfTheTree()) {
                assertThat(accepted).as("keys of small order").isFalse();
            }
        });
    }

    /** HKDF written out with the JDK's HMAC, as a second opinion. */
    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }
}
