package io.nodenet.sample.call;

import io.nodenet.identity.Identity;
import io.nodenet.sample.call.call.CallLog;
import io.nodenet.sample.call.call.CallTimes;
import io.nodenet.sample.call.call.SignalPort;
import io.nodenet.sample.call.call.Telephone;
import io.nodenet.sample.call.contact.PhoneBook;
import io.nodenet.sample.call.media.CallCounters;
import io.nodenet.sample.call.media.Dialer;
import io.nodenet.sample.call.media.MediaDesk;
import io.nodenet.sample.call.signal.SignalCodec;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.call.store.MissedCallStore;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Backoff;
import io.nodenet.sample.common.contact.ContactCourier;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.contact.Profile;
import io.nodenet.sample.common.event.EventHub;
import io.nodenet.sample.common.home.SampleProperties;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Assembles the telephone. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class CallConfiguration {
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(1);
    private static final Duration LAST_REQUEST = Duration.ofSeconds(30);

    @Bean
    DropCounters<SignalDrop> signalDrops() {
        return new DropCounters<>(SignalDrop.class);
    }

    @Bean
    SignalCodec signalCodec(DropCounters<SignalDrop> drops) {
        return new SignalCodec(drops);
    }

    @Bean
    CallCounters callCounters() {
        return new CallCounters();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Profile profile(Identity identity, SampleProperties properties) {
        return new Profile(identity.nodeId(), properties.name());
    }

    @Bean
    MediaDesk mediaDesk(Dialer dialer, CallCounters counters, ObjectProvider<Telephone> telephone, CallThread thread) {
        return new MediaDesk(dialer, counters, telephone::getObject, System::nanoTime, thread::execute);
    }

    @Bean
    Telephone telephone(
            CallProperties properties,
            SignalPort signals,
            MediaDesk desk,
            CallLog log,
            DropCounters<SignalDrop> drops) {
        return new Telephone(
                CallTimes.DEFAULT.withRings(properties.rings()),
                signals,
                desk,
                log,
                drops,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    @Bean
    PhoneBook phoneBook(
            Profile profile,
            ContactStore contacts,
            MissedCallStore missed,
            ContactCourier courier,
            DropCounters<SignalDrop> drops,
            Telephone telephone,
            EventHub hub) {
        return new PhoneBook(
                profile,
                contacts,
                courier,
                new Backoff(FIRST_REQUEST, LAST_REQUEST, new SecureRandom()),
                drops,
                new PhoneBook.Ties(() -> hub.publish("contacts"), telephone::forget, missed::unseen),
                clock());
    }
}
