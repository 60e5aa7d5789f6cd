package io.nodenet.sample.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.sample.common.PageProperties;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Which tasks open pages cost, which the test runs when it likes. */
class EventHubTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean ended;
    private final EventHub hub = new EventHub(new PageProperties(List.of(), 2, Map.of(), Map.of()), task -> {
        if (ended) {
            throw new RejectedExecutionException();
        }
        tasks.add(task);
    });

    @BeforeEach
    void start() {
        hub.start();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void howeverMuchChangesAPageCostsOneTaskAtATime() {
        hub.open();
        for (int i = 0; i < 100; i++) {
            hub.publish("contacts");
            hub.publish("chat:" + i % 3);
            hub.probe();
        }
        assertThat(tasks).hasSize(1);
        runTasks();
        hub.publish("contacts");
        assertThat(tasks).hasSize(1);
    }

    @Test
    void pagesAreNotMoreThanTheLimitUntilOneCloses() {
        SseEmitter first = hub.open();
        hub.open();
        assertThatExceptionOfType(EventHub.TooManyPagesException.class).isThrownBy(hub::open);
        first.complete();
        runTasks();
        hub.publish("contacts");
        runTasks();
        assertThat(hub.open()).isNotNull();
    }

    @Test
    void pagesEndWhenTheHubDoesThoughTheExecutorTakesNothingAnyMore() {
        SseEmitter page = hub.open();
        runTasks();
        ended = true;
        hub.publish("contacts");
        hub.stop();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> page.send("late"));
        assertThatExceptionOfType(EventHub.TooManyPagesException.class).isThrownBy(hub::open);
    }
}
