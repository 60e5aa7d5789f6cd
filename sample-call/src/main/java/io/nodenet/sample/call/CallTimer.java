package io.nodenet.sample.call;

import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.Telephone;
import io.nodenet.sample.call.contact.PhoneBook;
import io.nodenet.sample.call.media.MediaDesk;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Drives the timers of the telephone, and hangs up when the application ends. */
@Component
class CallTimer implements SmartLifecycle {
    private static final long MEDIA_MILLIS = 20;
    private static final long TELEPHONE_MILLIS = 100;

    private final Telephone telephone;
    private final MediaDesk desk;
    private final PhoneBook contacts;
    private final CallThread thread;
    private List<ScheduledFuture<?>> tasks = List.of();

    CallTimer(Telephone telephone, MediaDesk desk, PhoneBook contacts, CallThread thread) {
        this.telephone = telephone;
        this.desk = desk;
        this.contacts = contacts;
        this.thread = thread;
    }

    /** Not on the thread of calls, because it queries the database. */
    @Scheduled(fixedDelay = TELEPHONE_MILLIS)
    void tickContacts() {
        contacts.tick();
    }

    @Override
    public void start() {
        tasks = List.of(thread.every(TELEPHONE_MILLIS, telephone::tick), thread.every(MEDIA_MILLIS, desk::tick));
    }

    @Override
    public void stop() {
        tasks.forEach(task -> task.cancel(false));
        tasks = List.of();
        telephone.call().filter(Call::isLive).ifPresent(call -> telephone.hangUp(call.id()));
    }

    @Override
    public boolean isRunning() {
        return !tasks.isEmpty();
    }
}
