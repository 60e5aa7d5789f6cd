package io.nodenet.spring.boot.observation;

import io.nodenet.kad.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The headers in which a trace goes on at another application: those of W3C Trace Context, and nothing else that a tracer would hand over, such as baggage,
 * which is no business of peers.
 *
 * @param trusted whose traces go on here, and to whom those of this application are told
 */
public record TraceHeaders(Predicate<NodeId> trusted) {
    /** Names the trace, the span and whether they are sampled. */
    public static final String TRACEPARENT = "traceparent";

    /** Holds what the tracers on the way have to say. */
    public static final String TRACESTATE = "tracestate";

    /** The most bytes of a header of a trace; a larger one is left out. */
    public static final int MAX_BYTES = 256;

    /** Traces that end where messages leave. */
    public static final TraceHeaders NONE = new TraceHeaders(peer -> false);

    private static final Set<String> NAMES = Set.of(TRACEPARENT, TRACESTATE);

    /** Sets a header if it is one of a trace, and small enough. */
    static void set(Map<String, String> headers, String name, String value) {
        if (NAMES.contains(name) && !value.isEmpty() && value.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            headers.put(name, value);
        }
    }

    /** Returns what is told to a peer of the trace of a message, once the observation has started; to be added to its headers. */
    public Map<String, String> toldTo(NodenetSendContext context) {
        Map<String, String> headers = context.getCarrier();
        return headers == null || !trusted.test(context.peer()) ? Map.of() : headers;
    }

    /** Returns the headers of a message by which its trace goes on here. */
    public Map<String, String> takenFrom(NodeId originator, Map<String, String> headers) {
        return trusted.test(originator) ? headers : Map.of();
    }
}
