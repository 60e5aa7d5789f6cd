package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.event.InboundCallEvent;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Applications whose nodes talk over real sockets. */
class TwoApplicationsTest {
    private static final long WAIT_SECONDS = 20;

    record Greeting(String text, int number) {}

    record Heard(Greeting greeting, NodeId from, MessagePath path, Instant at) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        final BlockingQueue<InboundMessage> handled = new LinkedBlockingQueue<>();
        final BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();

        @Bean
        NodenetMessageHandler handler() {
            return handled::add;
        }

        @NodenetListener
        void on(Greeting greeting, NodeId from, MessagePath path, Instant at) {
            heard.add(new Heard(greeting, from, path, at));
        }

        @EventListener
        void on(MessageReceivedEvent event) {
            received.add(event.message());
        }

        @EventListener({NodeEvent.NodeStarted.class, NodeEvent.NodeStopped.class, NodeEvent.PeerConnected.class})
        void onNodeEvent(Object event) {
            events.add(event);
        }
    }

    private static ConfigurableApplicationContext run(String seedDigit, String... properties) {
        return run(Application.class, seedDigit, properties);
    }

    private static ConfigurableApplicationContext run(Class<?> application, String seedDigit, String... properties) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + seedDigit.repeat(64))
                .run(java.util.Arrays.stream(properties)
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static <T> T next(BlockingQueue<Object> queue, Class<T> type) throws InterruptedException {
        for (; ; ) {
            Object event = next(queue);
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    @Test
    void objectsTravelAndReachHandlersListenersAndEvents() throws Exception {
        try (ConfigurableApplicationContext alice = run("1")) {
            Node first = alice.getBean(Node.class);
            String entry = first.id() + "@" + "127.0.0.1:"
                    + first.endpoint().toSocketAddress().getPort();
            try (ConfigurableApplicationContext bob = run("2", "nodenet.anchors=" + entry)) {
                Application atBob = bob.getBean(Application.class);
                Application atAlice = alice.getBean(Application.class);
                assertThat(next(atBob.events, NodeEvent.PeerConnected.class).peer())
                        .isEqualTo(first.id());
                NodenetTemplate template = bob.getBean(NodenetTemplate.class);

                assertThat(template.sendReportingCopies(first.id(), new Greeting("hello", 7))
                                .get(WAIT_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(1);

                Heard heard = next(atAlice.heard);
                assertThat(heard.greeting).isEqualTo(new Greeting("hello", 7));
                assertThat(heard.from).isEqualTo(template.id());
                assertThat(heard.path).isEqualTo(MessagePath.ROUTED);
                assertThat(heard.at).isBetween(Instant.now().minusSeconds(60), Instant.now());
                assertThat(next(atAlice.handled)).isEqualTo(next(atAlice.received));

                template.sendSealed(first.id(), new Greeting("for you alone", 8))
                        .get(WAIT_SECONDS, TimeUnit.SECONDS);

                Heard sealed = next(atAlice.heard);
                assertThat(sealed.greeting).isEqualTo(new Greeting("for you alone", 8));
                assertThat(sealed.path).isEqualTo(MessagePath.SEALED);
                assertThat(template.rendezvous(first.id())
                                .get(WAIT_SECONDS, TimeUnit.SECONDS)
                                .peer())
                        .isEqualTo(first.id());
            }
        }
    }

    @Test
    void peerThatIsKnownByItsIdAloneIsConnectedToBeforeADirectMessage() throws Exception {
        try (ConfigurableApplicationContext anchor = run("4", "nodenet.target-edges=0")) {
            Node known = anchor.getBean(Node.class);
            String[] guest = {
                "nodenet.target-edges=0",
                "nodenet.anchors=" + known.id() + "@127.0.0.1:"
                        + known.endpoint().toSocketAddress().getPort()
            };
            try (ConfigurableApplicationContext alice = run("5", guest);
                    ConfigurableApplicationContext bob = run("6", guest)) {
                for (ConfigurableApplicationContext each : List.of(alice, bob)) {
                    next(each.getBean(Application.class).events, NodeEvent.PeerConnected.class);
                }
                NodenetTemplate template = alice.getBean(NodenetTemplate.class);
                NodeId peer = bob.getBean(Node.class).id();

                template.sendDirect(peer, new Greeting("straight", 9)).get(WAIT_SECONDS, TimeUnit.SECONDS);

                Heard heard = next(bob.getBean(Application.class).heard);
                assertThat(heard.greeting).isEqualTo(new Greeting("straight", 9));
                assertThat(heard.path).isEqualTo(MessagePath.DIRECT);
                Connected connected = template.connect(peer).get(WAIT_SECONDS, TimeUnit.SECONDS);
                assertThat(connected.path()).isEqualTo(PathKind.DIRECT);
                assertThat(connected.steps())
                        .extracting(ConnectStep::stage)
                        .containsExactly(ConnectStep.Stage.EXISTING_EDGE);
            }
        }
    }

    @Test
    void nodeThatWasStoppedStartsAgainAndServesAsBefore() throws Exception {
        try (ConfigurableApplicationContext alone = run("3")) {
            Node node = alone.getBean(Node.class);
            Application application = alone.getBean(Application.class);
            NodenetTemplate template = alone.getBean(NodenetTemplate.class);
            template.send(node.id(), "first");
            assertThat(next(application.handled).text()).isEqualTo("first");
            long delivered = node.snapshot().counters().get(NodeCounter.DELIVERED);

            alone.stop();
            next(application.events, NodeEvent.NodeStopped.class);
            alone.start();
            next(application.events, NodeEvent.NodeStarted.class);

            assertThat(alone.getBean(Node.class)).isSameAs(node);
            template.send(node.id(), "second");
            assertThat(next(application.handled).text()).isEqualTo("second");
            assertThat(node.snapshot().counters().get(NodeCounter.DELIVERED)).isGreaterThanOrEqualTo(delivered);
        }
    }

    /** An application whose first listener takes the calls of everybody but one. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Callee {
        final BlockingQueue<MediaSession> sessions = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> late = new LinkedBlockingQueue<>();

        @Bean
        MediaConsent everybody() {
            return caller -> true;
        }

        @Bean
        MediaConsent nobodyWithoutProof(BlockedCaller blocked) {
            return caller -> !caller.equals(blocked.id);
        }

        @Bean
        BlockedCaller blocked() {
            return new BlockedCaller();
        }

        @EventListener
        @Order(1)
        void take(InboundCallEvent event) {
            event.accept().ifPresent(sessions::add);
        }

        @EventListener
        @Order(2)
        void comeTooLate(InboundCallEvent event) {
            late.add(event.accept().isPresent());
        }
    }

    static class BlockedCaller {
        volatile NodeId id = NodeId.ZERO;
    }

    @Test
    void callReachesTheFirstListenerOnceAllConsentsAgree() throws Exception {
        try (ConfigurableApplicationContext alice = run(Callee.class, "3")) {
            Node callee = alice.getBean(Node.class);
            String entry = callee.id() + "@" + "127.0.0.1:"
                    + callee.endpoint().toSocketAddress().getPort();
            try (ConfigurableApplicationContext bob = run("4", "nodenet.anchors=" + entry)) {
                Callee atAlice = alice.getBean(Callee.class);
                NodenetTemplate template = bob.getBean(NodenetTemplate.class);
                next(bob.getBean(Application.class).events, NodeEvent.PeerConnected.class);

                MediaSession session = template.call(callee.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
                MediaSession taken = next(atAlice.sessions);
                BlockingQueue<Integer> channels = new LinkedBlockingQueue<>();
                taken.listen((channel, payload, receivedNanos) -> channels.add(channel));
                session.sendDatagram(20, ByteBuffer.allocate(100));

                assertThat(next(channels)).isEqualTo(20);
                assertThat(next(atAlice.late)).as("the second listener").isFalse();
                assertThat(alice.getBean(Node.class).snapshot().media()).hasSize(1);

                alice.getBean(BlockedCaller.class).id = template.id();
                MediaSession refused = template.call(callee.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
                assertThat(refused.closed().get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(MediaCloseReason.DECLINED);
                assertThat(callee.counters().get(DropReason.MEDIA_REFUSED)).isEqualTo(1);
            }
        }
    }

    @Test
    void nobodyMayCallUnlessThePropertySaysSo() throws Exception {
        for (MediaCloseReason expected :
                new MediaCloseReason[] {MediaCloseReason.DECLINED, MediaCloseReason.UNANSWERED}) {
            boolean open = expected == MediaCloseReason.UNANSWERED;
            try (ConfigurableApplicationContext alice =
                    run("5", open ? "nodenet.media.consent=all" : "nodenet.media.consent=none")) {
                Node callee = alice.getBean(Node.class);
                String entry = callee.id() + "@" + "127.0.0.1:"
                        + callee.endpoint().toSocketAddress().getPort();
                try (ConfigurableApplicationContext bob = run("6", "nodenet.anchors=" + entry)) {
                    next(bob.getBean(Application.class).events, NodeEvent.PeerConnected.class);
                    MediaSession session =
                            bob.getBean(NodenetTemplate.class).call(callee.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);

                    assertThat(session.closed().get(WAIT_SECONDS, TimeUnit.SECONDS))
                            .isEqualTo(expected);
                }
            }
        }
    }
}
