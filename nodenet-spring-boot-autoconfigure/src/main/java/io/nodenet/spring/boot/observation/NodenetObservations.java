package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Creates the observations of a node, named by the conventions of the application or the default ones. Thread-safe. */
public final class NodenetObservations {
    /** Observes nothing. */
    public static final NodenetObservations NOOP =
            new NodenetObservations(ObservationRegistry.NOOP, null, null, null, null);

    private static final NodenetSendConvention DEFAULT_SEND = new DefaultNodenetSendConvention();
    private static final NodenetProcessConvention DEFAULT_PROCESS = new DefaultNodenetProcessConvention();
    private static final NodenetConnectConvention DEFAULT_CONNECT = new DefaultNodenetConnectConvention();
    private static final NodenetCallConvention DEFAULT_CALL = new DefaultNodenetCallConvention();

    private final ObservationRegistry registry;
    private final @Nullable NodenetSendConvention send;
    private final @Nullable NodenetProcessConvention process;
    private final @Nullable NodenetConnectConvention connect;
    private final @Nullable NodenetCallConvention call;
    private final TraceHeaders traceHeaders;
    private final @Nullable String node;

    /**
     * Creates observations whose traces end where messages leave the application.
     *
     * @param send the convention for sending, null for the default
     * @param process the convention for handling, null for the default
     * @param connect the convention for connecting, null for the default
     * @param call the convention for calls, null for the default
     */
    public NodenetObservations(
            ObservationRegistry registry,
            @Nullable NodenetSendConvention send,
            @Nullable NodenetProcessConvention process,
            @Nullable NodenetConnectConvention connect,
            @Nullable NodenetCallConvention call) {
        this(registry, send, process, connect, call, TraceHeaders.NONE, null);
    }

    private NodenetObservations(
            ObservationRegistry registry,
            @Nullable NodenetSendConvention send,
            @Nullable NodenetProcessConvention process,
            @Nullable NodenetConnectConvention connect,
            @Nullable NodenetCallConvention call,
            TraceHeaders traceHeaders,
            @Nullable String node) {
        this.registry = registry;
        this.send = send;
        this.process = process;
        this.connect = connect;
        this.call = call;
        this.traceHeaders = traceHeaders;
        this.node = node;
    }

    /** Returns the same observations with traces that continue in other applications. */
    public NodenetObservations withTraceHeaders(TraceHeaders headers) {
        return new NodenetObservations(registry, send, process, connect, call, headers, node);
    }

    /** Returns the same observations with the key {@link NodenetObservation.NodeKey#NODE}, for an application with several nodes. */
    public NodenetObservations ofNode(String name) {
        return new NodenetObservations(registry, send, process, connect, call, traceHeaders, name);
    }

    /** Returns the headers with which traces continue in other applications. */
    public TraceHeaders traceHeaders() {
        return traceHeaders;
    }

    /** Returns the observation of a call that sends a message; not started. */
    public Observation of(NodenetSendContext context) {
        return withNode(NodenetObservation.SEND.observation(send, DEFAULT_SEND, () -> context, registry));
    }

    /** Returns the observation of the handling of a message; not started. */
    public Observation of(NodenetProcessContext context) {
        return withNode(NodenetObservation.PROCESS.observation(process, DEFAULT_PROCESS, () -> context, registry));
    }

    /** Returns the observation of a call that connects; not started. */
    public Observation of(NodenetConnectContext context) {
        return withNode(NodenetObservation.CONNECT.observation(connect, DEFAULT_CONNECT, () -> context, registry));
    }

    /** Returns the observation of a call that opens a media session; not started. */
    public Observation of(NodenetCallContext context) {
        return withNode(NodenetObservation.CALL.observation(call, DEFAULT_CALL, () -> context, registry));
    }

    private Observation withNode(Observation observation) {
        return node == null
                ? observation
                : observation.lowCardinalityKeyValue(NodenetObservation.NodeKey.NODE.withValue(node));
    }
}
