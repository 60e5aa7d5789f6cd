package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.actuate.ListenerDescriptor;
import io.nodenet.spring.boot.actuate.NodenetListenersEndpoint;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.request.RemoteFailureException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The listeners of an application that sends to itself. */
class NodenetListenerRegistryTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64),
                    "desk=front");

    record Question(String text) {}

    record Remark(String text) {}

    record Whisper(String text) {}

    static class Desk {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @NodenetListener(id = "${desk}-desk")
        String answer(Question question) {
            return "yes";
        }

        @NodenetListener
        void hear(Remark remark) {
            heard.add(remark.text());
        }

        @NodenetListener
        void hear(Whisper whisper) {}
    }

    static class Clerk {
        @NodenetListener
        void hear(Remark remark) {}
    }

    static class Rival {
        @NodenetListener(id = "front-desk")
        void answer(Question question) {}
    }

    @Test
    void listenerGetsMessagesUnlessItIsStopped() {
        runner.withBean(Desk.class).run(context -> {
            NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            assertThat(registry.status())
                    .containsOnlyKeys("front-desk", "Desk.hear(Remark)", "Desk.hear(Whisper)")
                    .allSatisfy((id, status) -> assertThat(status.state()).isEqualTo(ListenerState.RUNNING));

            registry.stop("front-desk");

            assertThat(registry.status().get("front-desk").state()).isEqualTo(ListenerState.STOPPED);
            CompletableFuture<String> refused =
                    template.request(template.id(), new Question("open?"), String.class, TIMEOUT);
            assertThatThrownBy(() -> refused.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            RemoteFailureException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(FailureReason.NO_LISTENER));
            template.send(template.id(), new Remark("heard"));
            assertThat(context.getBean(Desk.class).heard.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as("by the others")
                    .isEqualTo("heard");

            registry.start("front-desk");

            assertThat(template.request(template.id(), new Question("open?"), String.class, TIMEOUT)
                            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("yes");
        });
    }

    @Test
    void endpointShowsPausesAndStopsListenersAndRefusesWhatIsNone() {
        runner.withBean(Desk.class).run(context -> {
            NodenetListenersEndpoint endpoint =
                    new NodenetListenersEndpoint(context.getBean(NodenetListenerRegistry.class));

            endpoint.change("Desk.hear(Remark)", ListenerState.STOPPED);
            endpoint.change("Desk.hear(Whisper)", ListenerState.PAUSED);
            assertThat(endpoint.listeners())
                    .containsEntry("Desk.hear(Remark)", new ListenerDescriptor("stopped", null, 0, 0))
                    .containsEntry("Desk.hear(Whisper)", new ListenerDescriptor("paused", null, 0, 0))
                    .containsEntry("front-desk", new ListenerDescriptor("running", null, 0, 0));
            endpoint.change("Desk.hear(Remark)", ListenerState.RUNNING);

            assertThat(endpoint.listeners())
                    .containsEntry("Desk.hear(Remark)", new ListenerDescriptor("running", null, 0, 0));
            assertThatThrownBy(() -> endpoint.change("nobody", ListenerState.RUNNING))
                    .isInstanceOf(InvalidEndpointRequestException.class)
                    .hasMessageContaining("nobody");
        });
    }

    abstract static class Inbox<T> {
        final BlockingQueue<T> received = new LinkedBlockingQueue<>();

        @NodenetListener
        void on(T payload) {
            received.add(payload);
        }
    }

    static class Remarks extends Inbox<Remark> {}

    static class Whispers extends Inbox<Whisper> {}

    @Test
    void genericListenerReceivesTheTypeOfItsBean() {
        runner.withBean(Remarks.class).withBean(Whispers.class).run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);

            template.send(template.id(), new Remark("loud"));
            template.send(template.id(), new Whisper("quiet"));

            Whisper whisper = context.getBean(Whispers.class).received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(whisper).isEqualTo(new Whisper("quiet"));
            assertThat(context.getBean(Remarks.class).received).containsExactly(new Remark("loud"));
            assertThat(context.getBean(Whispers.class).received).isEmpty();
        });
    }

    @Test
    void listenersOfTwoBeansOfOneClassHaveNumbers() {
        runner.withBean("one", Clerk.class)
                .withBean("two", Clerk.class)
                .run(context -> assertThat(
                                context.getBean(NodenetListenerRegistry.class).status())
                        .containsOnlyKeys("Clerk.hear", "Clerk.hear-2"));
    }

    @Test
    void twoListenersWithOneIdAreRefusedWhenTheApplicationStarts() {
        runner.withBean(Desk.class)
                .withBean(Rival.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidListenerException.class)
                        .hasMessageContainingAll("Rival.answer", "another listener already has the id \"front-desk\""));
    }
}
