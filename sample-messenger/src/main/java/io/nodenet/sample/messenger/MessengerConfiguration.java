package io.nodenet.sample.messenger;

import io.nodenet.identity.Identity;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Backoff;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.contact.Profile;
import io.nodenet.sample.common.home.SampleProperties;
import io.nodenet.sample.messenger.delivery.Changes;
import io.nodenet.sample.messenger.delivery.Courier;
import io.nodenet.sample.messenger.delivery.DropReason;
import io.nodenet.sample.messenger.delivery.Limits;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.sample.messenger.delivery.Storage;
import io.nodenet.sample.messenger.delivery.Ways;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import io.nodenet.sample.messenger.store.ConversationStore;
import io.nodenet.sample.messenger.store.MessageStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Assembles the messenger. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class MessengerConfiguration {
    @Bean
    EnvelopeCodec envelopeCodec() {
        return new EnvelopeCodec();
    }

    @Bean
    DropCounters<DropReason> dropCounters() {
        return new DropCounters<>(DropReason.class);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Storage storage(
            ContactStore contacts,
            ConversationStore conversations,
            MessageStore messages,
            PlatformTransactionManager transactions) {
        return new Storage(contacts, conversations, messages, new TransactionTemplate(transactions));
    }

    @Bean
    Ways ways(MessengerProperties properties, Courier courier, Changes changes, DropCounters<DropReason> drops) {
        Backoff backoff =
                new Backoff(properties.resend().base(), properties.resend().cap(), new SecureRandom());
        return new Ways(courier, backoff, changes, drops);
    }

    @Bean
    Messenger messenger(SampleProperties properties, Identity identity, Storage storage, Ways ways, Clock clock) {
        return new Messenger(
                new Profile(identity.nodeId(), properties.name()),
                storage,
                ways,
                Limits.DEFAULT,
                clock,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                new SecureRandom());
    }
}
