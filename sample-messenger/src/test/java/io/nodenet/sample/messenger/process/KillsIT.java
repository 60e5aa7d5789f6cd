package io.nodenet.sample.messenger.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.common.process.ClientException;
import io.nodenet.sample.common.process.SampleProcess;
import io.nodenet.sample.messenger.client.MessengerClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die at any moment, {@code kill -9}, while their users write. */
class KillsIT {
    private static final int KILLS_EACH = 25;
    private static final int MAX_LIFE_MILLIS = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("messenger.seed", System.nanoTime());

    @Test
    void fiftyRandomKillsLoseNothingThatWasShown() throws Exception {
        try (Trio trio = new Trio(directory)) {
            trio.a().befriend(trio.c());
            String idOfA = trio.a().id();
            String idOfC = trio.c().id();
            Writer writerA = new Writer("from A", trio.a(), idOfC, trio::restartA, new Random(seed));
            Writer writerC = new Writer("from C", trio.c(), idOfA, trio::restartC, new Random(~seed));

            both(writerA, writerC);

            assertArrived(trio.a().client(), idOfC, trio.c().client(), idOfA, writerA);
            assertArrived(trio.c().client(), idOfA, trio.a().client(), idOfC, writerC);
        }
    }

    private static void both(Writer first, Writer second) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> ends = pool.invokeAll(List.of(first, second));
            for (Future<Void> end : ends) {
                end.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void assertArrived(MessengerClient from, String to, MessengerClient at, String sender, Writer writer) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(from.messagesSince(to, 0))
                        .filteredOn(message -> message.path("outgoing").asBoolean())
                        .allMatch(message -> message.path("state").asString().equals("acknowledged")));
        assertThat(at.messagesSince(sender, 0))
                .filteredOn(message -> !message.path("outgoing").asBoolean())
                .extracting(message -> message.path("text").asString())
                .as("seed %d", seed)
                .isEqualTo(writer.shown());
        assertThat(writer.shown()).hasSizeGreaterThan(KILLS_EACH);
    }

    /** Restarts a messenger and answers it once it is ready. */
    private interface Restart {
        SampleProcess<MessengerClient> run() throws Exception;
    }

    /** Writes to one contact as fast as the messenger answers, while the messenger is killed again and again. */
    private static final class Writer implements Callable<Void> {
        private final String title;
        private final String to;
        private final Restart restart;
        private final Random random;
        private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
        private SampleProcess<MessengerClient> messenger;
        private UUID name = UUID.randomUUID();

        Writer(String title, SampleProcess<MessengerClient> messenger, String to, Restart restart, Random random) {
            this.title = title;
            this.messenger = messenger;
            this.to = to;
            this.restart = restart;
            this.random = random;
        }

        @Override
        public Void call() throws Exception {
            for (int i = 0; i < KILLS_EACH; i++) {
                live(random.nextInt(MAX_LIFE_MILLIS));
                messenger = restart.run();
            }
            say();
            return null;
        }

        /** Writes until the messenger is killed, which happens at any moment of its work. */
        private void live(int millis) throws InterruptedException {
            SampleProcess<MessengerClient> victim = messenger;
            CountDownLatch end = new CountDownLatch(1);
            Thread killer = new Thread(() -> kill(victim, millis, end));
            say();
            killer.start();
            try {
                while (end.getCount() > 0) {
                    say();
                }
            } catch (ClientException e) {
                // killed: what was not answered is said again under the same name
            }
            killer.join();
        }

        private static void kill(SampleProcess<MessengerClient> victim, int millis, CountDownLatch end) {
            try {
                end.await(millis, TimeUnit.MILLISECONDS);
                victim.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end.countDown();
            }
        }

        private void say() {
            String text = title + " " + shown.size();
            messenger.client().say(to, name, text);
            shown.add(text);
            name = UUID.randomUUID();
        }

        List<String> shown() {
            return List.copyOf(shown);
        }
    }
}
