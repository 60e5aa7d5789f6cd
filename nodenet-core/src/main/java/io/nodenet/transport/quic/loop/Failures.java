package io.nodenet.transport.quic.loop;

import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes the failure of operations on which nothing depends: closing what may be closed already, refusing what may be gone. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Logs the failure of an operation, if it fails. */
    public static void log(String operation, Future<?> future) {
        future.addListener(done -> {
            if (!done.isSuccess()) {
                LOG.debug("Cannot {}: {}", operation, String.valueOf(done.cause()));
            }
        });
    }
}
