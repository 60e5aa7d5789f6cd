package io.nodenet.spring.boot.observation;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The headers with which a trace continues in another application: those of W3C Trace Context, and nothing else that a tracer would
 * propagate, such as baggage, which must not be disclosed to peers.
 *
 * @param trusted selects the peers whose traces continue here, and which receive the trace context of this application
 */
public record TraceHeaders(Predicate<NodeId> trusted) {
    /** The header with the IDs of trace and span, and whether they are sampled. */
    public static final String TRACEPARENT = "traceparent";

    /** The header with vendor-specific data of tracers. */
    public static final String TRACESTATE = "tracestate";

    /** The maximum number of bytes of a trace header; a larger one is left out. */
    public static final int MAX_BYTES = 256;

    /** Traces end where messages leave the application. */
    public static final TraceHeaders NONE = new TraceHeaders(peer -> false);

    private static final Set<String> NAMES = Set.of(TRACEPARENT, TRACESTATE);

    /** Sets a header if it is a trace header and small enough. */
    static void set(Map<String, String> headers, String name, String value) {
        if (NAMES.contains(name) && !value.isEmpty() && value.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            headers.put(name, value);
        }
    }

    /** Returns the trace headers to add to a message to a peer, once the observation has started. */
    public Map<String, String> toldTo(NodenetSendContext context) {
        Map<String, String> headers = context.getCarrier();
        return headers == null || !trusted.test(context.peer()) ? Map.of() : headers;
    }

    /** Returns the headers of a message with which its trace continues here. */
    public Map<String, String> takenFrom(NodeId originator, Map<String, String> headers) {
        return trusted.test(originator) ? headers : Map.of();
    }
}
