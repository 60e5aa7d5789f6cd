package io.nodenet.transport.quic.socket;

import io.nodenet.TransportException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the addresses of this host every two seconds, on a thread of its own, since the system calls may take long.
 *
 * <p>When they cannot be listed, nobody is told anything, so that what was known stays, and the next look tries again.
 */
public final class InterfaceWatch implements AutoCloseable {
    /** The time between two looks. */
    public static final Duration PERIOD = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceWatch.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final ScheduledExecutorService thread;
    private final Duration period;
    private final Supplier<List<InetAddress>> addresses;
    private final Consumer<List<InetAddress>> onLook;

    /**
     * Creates a watch that does not look yet.
     *
     * @param name of its thread
     * @param addresses lists the addresses
     * @param onLook is given the addresses of each look, changed or not, on the thread of the watch
     */
    public InterfaceWatch(String name, Supplier<List<InetAddress>> addresses, Consumer<List<InetAddress>> onLook) {
        this(name, PERIOD, addresses, onLook);
    }

    InterfaceWatch(
            String name, Duration period, Supplier<List<InetAddress>> addresses, Consumer<List<InetAddress>> onLook) {
        this.thread = Executors.newSingleThreadScheduledExecutor(body -> {
            Thread made = new Thread(body, name);
            made.setDaemon(true);
            return made;
        });
        this.period = period;
        this.addresses = addresses;
        this.onLook = onLook;
    }

    /** Begins to look. */
    public void start() {
        thread.scheduleWithFixedDelay(this::look, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            onLook.accept(addresses.get());
        } catch (TransportException e) {
            LOG.debug("The addresses of this host could not be looked at", e);
        } catch (RuntimeException e) {
            LOG.error("A change of the addresses of this host could not be followed", e);
        }
    }

    /** Ends the watch; waits a second at most for the look that is in progress. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("A look at the addresses of this host is still in progress");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
