package io.nodenet.examples.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.test.spring.AutoConfigureTestNodenet;
import io.nodenet.test.spring.TestNodenetNetwork;
import io.nodenet.test.spring.TestNodenetPeer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.provisioning.UserDetailsManager;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureTestNodenet
class UsersApplicationTest {
    @TestConfiguration(proxyBeanMethods = false)
    static class Store {
        @Bean
        UserDetailsManager users() {
            return new InMemoryUserDetailsManager();
        }
    }

    @Autowired
    UserDetailsManager users;

    @Autowired
    TestNodenetNetwork network;

    @Autowired
    Node node;

    @AfterEach
    void reset() {
        network.reset();
    }

    private TestNodenetPeer addUser(String... authorities) {
        Identity identity = Identity.generate();
        users.createUser(User.withUsername(identity.nodeId().toString())
                .password("")
                .authorities(authorities)
                .build());
        return network.addPeer(identity);
    }

    @Test
    void aUserGetsAnEdgeAndAnAnswer() {
        TestNodenetPeer alice = addUser(PeerUsers.CONNECT);

        alice.sendToApplication("May I?");

        alice.awaitDeliveries(1);
        assertThat(alice.texts()).containsExactly("You asked: May I?");
    }

    @Test
    void whoIsNoUserGetsNeitherOverWhateverWay() {
        TestNodenetPeer alice = addUser(PeerUsers.CONNECT);
        TestNodenetPeer stranger = network.addPeer(alice);

        stranger.sendToApplication("through Alice");
        alice.sendToApplication("of her own");
        alice.awaitDeliveries(1);

        assertThat(stranger.texts()).isEmpty();
        assertThatThrownBy(() -> node.connect(stranger.id()).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ConnectFailedException.class);
    }

    @Test
    void onlyWhoMayCallIsOfferedToTheApplication() {
        TestNodenetPeer alice = addUser(PeerUsers.CONNECT);
        TestNodenetPeer bob = addUser(PeerUsers.CONNECT, PeerUsers.CALL);

        assertThat(alice.callApplication().closed()).succeedsWithin(Duration.ofSeconds(20));
        bob.callApplication();

        network.await(() -> node.snapshot().media().size() == 1);
        assertThat(node.counters().get(DropReason.MEDIA_REFUSED)).isEqualTo(1);
    }
}
