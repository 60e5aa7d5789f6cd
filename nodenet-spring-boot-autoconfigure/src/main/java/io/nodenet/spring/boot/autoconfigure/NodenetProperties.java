package io.nodenet.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application configures of its node.
 *
 * @param enabled Whether the application has a node.
 * @param autoStartup Whether the node starts with the application.
 * @param identity Who the node is.
 * @param network What all nodes of the network must agree on.
 * @param transport How the node is reached.
 * @param advertise Comma-separated list of literal addresses, ip:port, under which others can reach this node besides those that it finds.
 * @param bootstrap Comma-separated list of nodes to join by, each written NODEID@host:port; empty for the first node of a network.
 * @param delivery What may wait for the application.
 * @param listener How messages are handled.
 * @param events What is published as application events.
 * @param shutdown How the node ends.
 */
@ConfigurationProperties("nodenet")
public record NodenetProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean autoStartup,
        @DefaultValue Identity identity,
        @DefaultValue Network network,
        @DefaultValue Transport transport,
        @DefaultValue List<String> advertise,
        @DefaultValue List<String> bootstrap,
        @DefaultValue Delivery delivery,
        @DefaultValue Listener listener,
        @DefaultValue Events events,
        @DefaultValue Shutdown shutdown) {
    /**
     * Who the node is.
     *
     * @param location File of the identity, readable by its owner only.
     * @param create Whether to search for an identity and store it if the file does not exist.
     * @param seed Identity as 64 hex digits, for secret stores; wins over the file.
     * @param solveTimeout Longest time that the search for a new identity may take.
     * @param solveThreads Number of threads that search for a new identity; 0 for one per processor.
     */
    public record Identity(
            @Nullable Path location,
            @DefaultValue("true") boolean create,
            @Nullable String seed,
            @DefaultValue("2m") Duration solveTimeout,
            @DefaultValue("0") int solveThreads) {
        /** Leaves the seed out. */
        @Override
        public String toString() {
            return "Identity[location=" + location + ", seed=" + (seed == null ? "unset" : "set") + "]";
        }
    }

    /**
     * What all nodes of the network must agree on.
     *
     * @param difficulty Leading zero bits that every ID of the network must have; 0 for none, in closed networks only.
     */
    public record Network(@DefaultValue("16") int difficulty) {}

    /**
     * How the node is reached.
     *
     * @param quic QUIC over UDP.
     */
    public record Transport(@DefaultValue Quic quic) {}

    /**
     * QUIC over UDP.
     *
     * @param address Literal address to listen on; 0.0.0.0 and :: both mean all addresses of both families.
     * @param port UDP port to listen on; 0 for any free one.
     * @param maxInbound Most connections that others may have open to this node.
     * @param maxInboundPerIp Most of them from one IPv4 address or IPv6 /64.
     * @param handshakeTimeout Longest time that a handshake of an accepted connection may take.
     * @param firstFrameTimeout Longest time that an accepted connection may stay silent.
     * @param frameTimeout Longest time that a frame may take from its first byte to its last.
     * @param idleTimeout Longest time that nothing may come from a peer before its connection is gone, 30s at least.
     * @param sendDeadline Longest time that nothing may move toward a peer before its connection is closed.
     */
    public record Quic(
            @DefaultValue("0.0.0.0") String address,
            @DefaultValue("0") int port,
            @DefaultValue("256") int maxInbound,
            @DefaultValue("32") int maxInboundPerIp,
            @DefaultValue("10s") Duration handshakeTimeout,
            @DefaultValue("30s") Duration firstFrameTimeout,
            @DefaultValue("30s") Duration frameTimeout,
            @DefaultValue("5m") Duration idleTimeout,
            @DefaultValue("5s") Duration sendDeadline) {}

    /**
     * What may wait for the application.
     *
     * @param queueCapacity Most messages that may wait to be handled; more are dropped and counted.
     * @param queueSize Most bytes of messages that may wait to be handled, 128KB at least.
     */
    public record Delivery(
            @DefaultValue("4096") int queueCapacity,
            @DefaultValue("16MB") DataSize queueSize) {}

    /**
     * How messages are handled.
     *
     * @param concurrency Number of messages, of different originators, that are handled at the same time.
     * @param autoStartup Whether messages are handled as soon as the application has started.
     * @param shutdownTimeout Longest time that handlers may take at the end of the application before they are interrupted.
     */
    public record Listener(
            @DefaultValue("1") int concurrency,
            @DefaultValue("true") boolean autoStartup,
            @DefaultValue("10s") Duration shutdownTimeout) {}

    /**
     * What is published as application events.
     *
     * @param enabled Whether events about the node are published.
     * @param messages Whether each message is published as an event.
     * @param maxPendingEvents Maximum number of events about the node that wait; beyond it the oldest of the same type gives way.
     */
    public record Events(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean messages,
            @DefaultValue("1024") int maxPendingEvents) {}

    /**
     * How the node ends.
     *
     * @param gracePeriod Longest time that the node waits for messages that were taken in to be handled.
     */
    public record Shutdown(@DefaultValue("5s") Duration gracePeriod) {}
}
