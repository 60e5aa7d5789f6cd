package io.nodenet.transport.quic.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands the one key and certificate of this node to TLS as they are, whatever authorities the peer names: it has no others. A key store
 * would encrypt the key with a password first, which costs more than all else of a start. Thread-safe.
 */
final class NodeKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "node";

    /** The kinds of our key: elliptic, and signed by such a one. */
    private static final Set<String> KINDS = Set.of("EC", "EC_EC");

    private final NodeCertificate own;

    NodeKeyManager(NodeCertificate own) {
        this.own = own;
    }

    private static @Nullable String alias(@Nullable String... kinds) {
        for (String kind : kinds) {
            if (kind != null && KINDS.contains(kind)) {
                return ALIAS;
            }
        }
        return null;
    }

    private static String @Nullable [] aliases(String kind) {
        String alias = alias(kind);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return ALIAS.equals(alias) ? new X509Certificate[] {own.certificate()} : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return ALIAS.equals(alias) ? own.privateKey() : null;
    }
}
