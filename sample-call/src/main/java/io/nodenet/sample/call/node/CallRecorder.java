package io.nodenet.sample.call.node;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.call.Call;
import io.nodenet.sample.call.call.CallLog;
import io.nodenet.sample.call.store.MissedCallStore;
import io.nodenet.sample.common.event.EventHub;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Stores missed calls, counts ended ones, and notifies open pages. Thread-safe; slow database operations run elsewhere. */
@Component
public class CallRecorder implements CallLog, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(CallRecorder.class);

    /** The maximum number of missed calls that wait for the database. */
    private static final int MAX_WAITING = 64;

    private final MissedCallStore store;
    private final CallEnds ends;
    private final EventHub hub;
    private final Clock clock;
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
                Thread thread = new Thread(task, "call-missed");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    CallRecorder(MissedCallStore store, CallEnds ends, EventHub hub, Clock clock) {
        this.store = store;
        this.ends = ends;
        this.hub = hub;
        this.clock = clock;
    }

    @Override
    public void missed(UUID call, NodeId caller, boolean video) {
        Instant at = clock.instant();
        writer.execute(() -> {
            try {
                if (store.add(call, caller, video, at)) {
                    hub.publish("missed");
                    hub.publish("contacts");
                }
            } catch (DataAccessException e) {
                LOG.warn("Cannot store a missed call: {}", e.getMessage());
            }
        });
    }

    @Override
    public void ended(Call call) {
        ends.add(call);
    }

    @Override
    public void changed() {
        hub.publish("call");
    }

    @Override
    public void destroy() throws InterruptedException {
        writer.shutdown();
        writer.awaitTermination(1, TimeUnit.SECONDS);
    }
}
