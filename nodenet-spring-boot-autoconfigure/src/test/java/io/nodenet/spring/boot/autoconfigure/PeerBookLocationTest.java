package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodenet.identity.Identity;
import io.nodenet.identity.PrivateFiles;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.autoconfigure.NodenetProperties.PeerBook;
import io.nodenet.transport.quic.QuicTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Where an application keeps its peer book, and that its node joins by it. */
class PeerBookLocationTest {
    private static final Path IDENTITY = Path.of("/var/lib/app/orders.seed");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"orders.seed, orders.peers", "my.identity, my.identity.peers", "orders, orders.peers"})
    void bookIsBesideTheIdentityAndNamedAfterIt(String identity, String book) {
        assertThat(PeerBookLocation.of(new PeerBook(true, null), IDENTITY.resolveSibling(identity)))
                .isEqualTo(IDENTITY.resolveSibling(book));
    }

    @Test
    void bookThatIsNamedIsTakenAlsoWithoutAnIdentityFile() {
        Path elsewhere = Path.of("/srv/orders.peers");

        assertThat(PeerBookLocation.of(new PeerBook(true, elsewhere), IDENTITY)).isEqualTo(elsewhere);
        assertThat(PeerBookLocation.of(new PeerBook(true, elsewhere), null)).isEqualTo(elsewhere);
    }

    @Test
    void thereIsNoneWithoutAnIdentityFileOrWhenItIsSwitchedOff() {
        assertThat(PeerBookLocation.of(new PeerBook(true, null), null)).isNull();
        assertThat(PeerBookLocation.of(new PeerBook(false, Path.of("/srv/orders.peers")), IDENTITY))
                .isNull();
    }

    @Test
    void applicationWithoutAnchorsJoinsByTheBookBesideItsIdentity() throws IOException {
        Identity identity = Identity.generate();
        try (Node peer = Node.builder()
                .identity(identity)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .difficulty(0)
                .build()) {
            peer.start();
            Path book = directory.resolve("orders.peers");
            String entry = peer.id() + "@" + peer.endpoint().text() + ' '
                    + HexFormat.of().formatHex(identity.publicKey());
            PrivateFiles.replace(book, ("# nodenet peer book 1\n" + entry + '\n').getBytes(StandardCharsets.US_ASCII));
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(NodenetAutoConfiguration.class))
                    .withPropertyValues(
                            "nodenet.transport.quic.address=127.0.0.1",
                            "nodenet.network.difficulty=0",
                            "nodenet.identity.location=" + directory.resolve("orders.seed"))
                    .run(context -> await().atMost(Duration.ofSeconds(60))
                            .untilAsserted(() -> assertThat(context.getBean(Node.class)
                                            .snapshot()
                                            .connectivity()
                                            .edges())
                                    .hasSize(1)));
        }
    }
}
