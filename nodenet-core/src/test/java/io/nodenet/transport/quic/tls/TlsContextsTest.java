package io.nodenet.transport.quic.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.identity.Identity;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.testing.Allocation;
import io.nodenet.transport.TransportCounter;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;

class TlsContextsTest {
    private final NodeCertificate own = NodeCertificate.mint(Identity.generate());

    @Test
    void contextsAreMadeWithoutAKeyStoreThatDerivesItsPassword() {
        assertThat(Allocation.bytesOf(() -> TlsContexts.create(own, new EnumCounters<>(TransportCounter.class))))
                .isLessThan(64 << 10);
    }

    @Test
    void theOneKeyIsOfferedForItsKindAndForNoOther() {
        X509ExtendedKeyManager keys = new NodeKeyManager(own);

        for (String kind : new String[] {"EC", "EC_EC"}) {
            String alias = keys.chooseEngineServerAlias(kind, null, null);
            assertThat(alias).isNotNull();
            assertThat(keys.chooseEngineClientAlias(new String[] {"RSA", kind}, null, null))
                    .isEqualTo(alias);
            assertThat(keys.chooseServerAlias(kind, null, null)).isEqualTo(alias);
            assertThat(keys.chooseClientAlias(new String[] {kind}, null, null)).isEqualTo(alias);
            assertThat(keys.getServerAliases(kind, null)).containsExactly(alias);
            assertThat(keys.getClientAliases(kind, null)).containsExactly(alias);
            assertThat(keys.getCertificateChain(alias)).containsExactly(own.certificate());
            assertThat(keys.getPrivateKey(alias)).isSameAs(own.privateKey());
        }
        for (String kind : new String[] {"RSA", "DH_RSA", "EC_RSA", "EdDSA"}) {
            assertThat(keys.chooseEngineServerAlias(kind, null, null)).isNull();
            assertThat(keys.chooseEngineClientAlias(new String[] {kind}, null, null))
                    .isNull();
            assertThat(keys.getServerAliases(kind, null)).isNull();
        }
        assertThat(keys.getCertificateChain("another")).isNull();
        assertThat(keys.getPrivateKey("another")).isNull();
    }
}
