package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nodenet.Vectors;
import org.junit.jupiter.api.Test;

class IdentityTest {
    @Test
    void seedOfAnotherLengthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identity.fromSeed(new byte[31]))
                .withMessageContaining("31");
    }

    @Test
    void generatedIdentitiesDiffer() {
        assertThat(Identity.generate().nodeId())
                .isNotEqualTo(Identity.generate().nodeId());
    }

    @Test
    void arraysAreCopiedOnTheWayInAndOut() {
        byte[] seed = new byte[32];
        Identity identity = Identity.fromSeed(seed);
        seed[0] = 1;
        identity.seed()[1] = 1;
        identity.publicKey()[0] ^= 1;
        identity.exchangeKey()[0] ^= 1;

        assertThat(identity.seed()).containsOnly(0);
        assertThat(KeyHash.nodeIdOf(identity.publicKey())).isEqualTo(identity.nodeId());
        assertThat(identity.exchangeKey())
                .isEqualTo(Identity.fromSeed(new byte[32]).exchangeKey());
    }

    @Test
    void textShowsTheNodeIdAndNoSecret() {
        Identity identity = Identity.fromSeed(Vectors.unhex("5a".repeat(32)));

        assertThat(identity.toString()).contains(identity.nodeId().toString()).doesNotContain("5a5a5a");
    }

    @Test
    void destroyedIdentityKeepsItsNameAndLosesItsSecret() {
        Identity identity = Identity.fromSeed(new byte[32]);
        identity.destroy();
        identity.destroy();

        assertThat(identity.isDestroyed()).isTrue();
        assertThat(identity.nodeId()).isEqualTo(Identity.fromSeed(new byte[32]).nodeId());
        assertThatIllegalStateException().isThrownBy(identity::seed);
        assertThatIllegalStateException().isThrownBy(() -> identity.sign(new byte[1]));
        assertThatIllegalStateException().isThrownBy(() -> identity.agree(identity.exchangeKey(), 0, new byte[32], 0));
    }

    @Test
    void agreementWithALowOrderKeyFails() {
        Identity identity = Identity.fromSeed(new byte[32]);
        byte[] lowOrder = new byte[32];
        lowOrder[0] = 1;

        assertThat(identity.agree(new byte[32], 0, new byte[32], 0)).isFalse();
        assertThat(identity.agree(lowOrder, 0, new byte[32], 0)).isFalse();
    }

    @Test
    void partsHashLikeTheWhole() {
        byte[] whole = Vectors.unhex("07" + "0000000000000102" + "aabbcc");
        Blake2b256 hash = new Blake2b256();

        for (int repeat = 0; repeat < 2; repeat++) {
            hash.update(7).updateLong(0x102).update(new byte[] {(byte) 0xaa}).update(whole, 10, 2);
            assertThat(hash.digest()).isEqualTo(Blake2b256.hash(whole));
        }
    }
}
