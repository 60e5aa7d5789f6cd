package io.nodenet.sample.messenger;

import io.nodenet.sample.messenger.delivery.Messenger;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Lets time pass for the messenger. */
@Component
class MessengerTimer {
    private static final long TICK_MILLIS = 100;

    private final Messenger messenger;

    MessengerTimer(Messenger messenger) {
        this.messenger = messenger;
    }

    @Scheduled(fixedDelay = TICK_MILLIS)
    void tick() {
        messenger.tick();
    }
}
