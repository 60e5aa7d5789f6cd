package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

class MessagePublisherTest {
    private static final ReceivedMessage MESSAGE = ReceivedMessage.of(
            new InboundMessage(NodeId.parse("1".repeat(64)), MessagePath.DIRECT, Instant.EPOCH, new byte[1]));

    private final List<Object> heard = new ArrayList<>();

    /** Listens to one type of events, by which Spring tells listeners apart. */
    private final class Listener implements ApplicationListener<PayloadApplicationEvent<MessageReceivedEvent>> {
        @Override
        public void onApplicationEvent(PayloadApplicationEvent<MessageReceivedEvent> event) {
            heard.add(event.getPayload());
        }
    }

    @Test
    void messageIsForNobodyUntilSomebodyListens() {
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.addApplicationListener(new ApplicationListener<ContextClosedEvent>() {
                @Override
                public void onApplicationEvent(ContextClosedEvent closed) {
                    heard.add(closed);
                }
            });
            context.refresh();
            MessagePublisher publisher = new MessagePublisher(new ChildContexts(context), "default");
            assertThat(publisher.accepts(MESSAGE)).isFalse();

            context.addApplicationListener(new Listener());

            assertThat(publisher.accepts(MESSAGE)).isTrue();
            publisher.handle(MESSAGE);
            assertThat(heard).containsExactly(new MessageReceivedEvent(MESSAGE.message()));
        }
    }

    @Test
    void listenerOfTheContextAboveCounts() {
        try (GenericApplicationContext above = new GenericApplicationContext();
                GenericApplicationContext context = new GenericApplicationContext(above)) {
            above.addApplicationListener(new Listener());
            above.refresh();
            context.refresh();

            assertThat(new MessagePublisher(new ChildContexts(context), "default").accepts(MESSAGE))
                    .isTrue();
        }
    }
}
