package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.kad.NodeId;
import io.nodenet.node.ConnectOptions;
import io.nodenet.pow.ProofOfWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the node of an application. A null value leaves the setting at the default of the core.
 *
 * @param enabled Whether to auto-configure a node.
 * @param autoStartup Whether the node starts with the application.
 * @param identity Identity of the node.
 * @param network Settings that all nodes of the network must agree on.
 * @param transport Transport of the node.
 * @param advertise Comma-separated list of literal addresses, ip:port, at which other nodes can reach this node, in addition to those that it discovers.
 * @param anchors Comma-separated list of nodes through which to join the network, each written NODEID@host:port; empty for the first node of a network.
 * @param peers Names of peers, each with its NodeID.
 * @param peerBook File of good contacts.
 * @param targetEdges Number of edges that the node dials on its own, to the nodes nearest to it and into all parts of the network; it dials a few more if messages would otherwise be lost. 0 disables the search for other nodes.
 * @param reflexiveQuorum Number of neighbours that must agree on where they see this node before it accepts that as its external address; lower it in a small network, where that many liars can make it advertise a wrong one.
 * @param connect Connecting to peers.
 * @param relay Relaying for others.
 * @param media Inbound calls.
 * @param delivery Limits of pending messages.
 * @param messaging Form of messages.
 * @param listener Handling of messages.
 * @param events Publication of application events.
 * @param shutdown Shutdown of the node.
 */
@ConfigurationProperties("nodenet")
public record NodenetProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean autoStartup,
        @DefaultValue Identity identity,
        @DefaultValue Network network,
        @DefaultValue Transport transport,
        @DefaultValue List<String> advertise,
        @DefaultValue List<String> anchors,
        @DefaultValue Map<String, String> peers,
        @DefaultValue PeerBook peerBook,
        @Nullable Integer targetEdges,
        @Nullable Integer reflexiveQuorum,
        @DefaultValue Connect connect,
        @DefaultValue Relay relay,
        @DefaultValue Media media,
        @DefaultValue Delivery delivery,
        @DefaultValue Messaging messaging,
        @DefaultValue Listener listener,
        @DefaultValue Events events,
        @DefaultValue Shutdown shutdown) {
    /**
     * Returns the named peers.
     *
     * @throws org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException if one is not a NodeID
     */
    public Map<String, NodeId> peersById() {
        Map<String, NodeId> byName = new LinkedHashMap<>();
        peers.forEach((name, id) -> {
            try {
                byName.put(name, NodeId.parse(id));
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationPropertyValueException(
                        "nodenet.peers." + name, id, "a NodeID has 64 hexadecimal digits");
            }
        });
        return byName;
    }

    /**
     * Identity of the node.
     *
     * @param location File of the identity, readable by its owner only.
     * @param create Whether to mint an identity and store it if the file does not exist.
     * @param seed Identity as 64 hex digits, for secret stores; takes precedence over the file.
     * @param mintTimeout Maximum time to search for a new identity.
     * @param mintThreads Number of threads that search for a new identity; 0 for one per processor.
     */
    public record Identity(
            @Nullable Path location,
            @DefaultValue("true") boolean create,
            @Nullable String seed,
            @DefaultValue("2m") Duration mintTimeout,
            @DefaultValue("0") int mintThreads) {
        /** Omits the seed. */
        @Override
        public String toString() {
            return "Identity[location=" + location + ", seed=" + (seed == null ? "unset" : "set") + "]";
        }
    }

    /**
     * Settings that all nodes of the network must agree on.
     *
     * @param difficulty Leading zero bits that every ID of the network must have; 0 for no proof of work, in closed networks only.
     */
    public record Network(@Nullable Integer difficulty) {
        /** Returns the difficulty, or the default of the core if it is not set. */
        public int difficultyOrDefault() {
            return difficulty == null ? ProofOfWork.DEFAULT_DIFFICULTY : difficulty;
        }
    }

    /**
     * Transport of the node.
     *
     * @param quic QUIC over UDP.
     */
    public record Transport(@DefaultValue Quic quic) {}

    /**
     * QUIC over UDP. The address and the port have their own defaults: an application uses any free port by default.
     *
     * @param address Literal address to listen on; 0.0.0.0 and :: both mean all addresses of both families.
     * @param port UDP port to listen on; 0 for any free one.
     * @param maxInbound Maximum number of inbound edges; beyond it, the least useful edge is closed. The socket accepts 32 more connections.
     * @param maxInboundPerAddress Maximum number of inbound connections per IPv4 address or IPv6 /64.
     * @param handshakeTimeout Maximum time to complete an inbound handshake.
     * @param firstFrameTimeout Maximum time to receive the first frame of an inbound connection.
     * @param frameTimeout Maximum time to receive a complete frame.
     * @param idleTimeout Idle timeout of a connection. Must be at least 30s.
     * @param sendDeadline Maximum time without send progress before a connection is closed.
     */
    public record Quic(
            @DefaultValue("0.0.0.0") String address,
            @DefaultValue("0") int port,
            @Nullable Integer maxInbound,
            @Nullable Integer maxInboundPerAddress,
            @Nullable Duration handshakeTimeout,
            @Nullable Duration firstFrameTimeout,
            @Nullable Duration frameTimeout,
            @Nullable Duration idleTimeout,
            @Nullable Duration sendDeadline) {}

    /**
     * File of good contacts, through which the next start joins the network even if all anchors are gone.
     *
     * @param enabled Whether to keep good contacts for the next start.
     * @param location File of good contacts, readable by its owner only; by default next to the identity file, with the extension peers.
     */
    public record PeerBook(
            @DefaultValue("true") boolean enabled, @Nullable Path location) {}

    /**
     * Connecting to peers, unless the caller specifies other options.
     *
     * @param timeout Maximum time to connect to a peer, and for a direct message to be sent.
     * @param punching Whether to punch holes into NATs when dialing a peer fails.
     * @param relays Whether a volunteer may relay the encrypted packets when nothing else works.
     */
    public record Connect(
            @Nullable Duration timeout,
            @Nullable Boolean punching,
            @Nullable Boolean relays) {
        /**
         * Returns the options, with the defaults of the core for values that are not set.
         *
         * @throws org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException if the timeout is out of
         *     range
         */
        public ConnectOptions options() {
            Settings.requireTime("nodenet.connect.timeout", timeout, Duration.ofMillis(1));
            ConnectOptions defaults = ConnectOptions.DEFAULT;
            return new ConnectOptions(
                    Objects.requireNonNullElse(timeout, defaults.timeout()),
                    Objects.requireNonNullElse(punching, defaults.punching()),
                    Objects.requireNonNullElse(relays, defaults.relays()));
        }
    }

    /**
     * Relaying for others: carrying the encrypted packets of pairs of neighbours that cannot reach each other in another way.
     *
     * @param enabled Whether to relay for others; for nodes that others can dial at any UDP port.
     * @param maxSessions Maximum number of sessions relayed at the same time; one peer gets at most 8 of them.
     * @param sessionBandwidth Maximum number of bytes per second that one session carries, both ways together.
     * @param totalBandwidth Maximum number of bytes per second that all sessions carry together.
     */
    public record Relay(
            @Nullable Boolean enabled,
            @Nullable Integer maxSessions,
            @Nullable DataSize sessionBandwidth,
            @Nullable DataSize totalBandwidth) {}

    /**
     * Inbound calls.
     *
     * @param consent Peers whose calls are offered to the application if there is no MediaConsent bean.
     */
    public record Media(@DefaultValue("none") Consent consent) {}

    /** The peers whose calls are offered to an application without a consent bean. */
    public enum Consent {
        /** None. */
        NONE,
        /** Every peer that has done the proof of work. */
        ALL
    }

    /**
     * Limits of pending messages, which are accepted but not yet handled by the application.
     *
     * @param maxPendingMessages Maximum number of messages waiting to be handled; more are dropped and counted.
     * @param maxPendingBytes Maximum total size of messages waiting to be handled. Must be at least 128KB.
     */
    public record Delivery(
            @Nullable Integer maxPendingMessages, @Nullable DataSize maxPendingBytes) {}

    /**
     * Form of messages.
     *
     * @param headers Whether objects travel with headers that describe them; without headers, receivers have to guess the type.
     * @param traceContext Peers with which this application shares traces: they receive its trace context, and it continues their traces.
     * @param unroutableRetry Maximum time to retry a message while there is no edge to send it over; 0s to fail at once.
     * @param maxPendingRequests Maximum number of pending requests to peers; more are refused.
     * @param maxPendingReplies Maximum number of pending requests of peers; more are refused. One peer gets an eighth of them.
     */
    public record Messaging(
            @DefaultValue("true") boolean headers,
            @DefaultValue("named") TraceContext traceContext,
            @DefaultValue("0s") Duration unroutableRetry,
            @DefaultValue("1024") int maxPendingRequests,
            @DefaultValue("1024") int maxPendingReplies) {
        /** Returns the maximum time to retry a message while there is no edge, {@link #unroutableRetry}, which must not be negative. */
        public Duration retryTime() {
            Settings.requireTime("nodenet.messaging.unroutable-retry", unroutableRetry, Duration.ZERO);
            return unroutableRetry;
        }

        /** Returns the maximum number of pending requests to peers, {@link #maxPendingRequests}, which must be from 1 to 1,000,000. */
        public int pendingRequests() {
            Settings.requireRange("nodenet.messaging.max-pending-requests", maxPendingRequests, 1, MAX_PENDING);
            return maxPendingRequests;
        }

        /** Returns the maximum number of pending requests of peers, {@link #maxPendingReplies}, which must be from 1 to 1,000,000. */
        public int pendingReplies() {
            Settings.requireRange("nodenet.messaging.max-pending-replies", maxPendingReplies, 1, MAX_PENDING);
            return maxPendingReplies;
        }

        private static final int MAX_PENDING = 1_000_000;
    }

    /** Peers with which this application shares traces. */
    public enum TraceContext {
        /** None. */
        NONE,
        /** Peers that have a name in {@code nodenet.peers}. */
        NAMED,
        /** All peers, which then decide what is sampled. */
        ALL
    }

    /**
     * Handling of messages.
     *
     * @param concurrency Maximum number of messages of different originators that are handled concurrently; 1 to 1024.
     * @param maxPendingMessages Maximum number of messages, of at most 64KB each, that wait for one listener that is paused or has its own threads; more are dropped and counted.
     * @param autoStartup Whether messages are handled as soon as the application has started.
     * @param shutdownTimeout Maximum time for handlers to finish at shutdown before they are interrupted; at most spring.lifecycle.timeout-per-shutdown-phase.
     */
    public record Listener(
            @DefaultValue("1") int concurrency,
            @DefaultValue("256") int maxPendingMessages,
            @DefaultValue("true") boolean autoStartup,
            @DefaultValue("10s") Duration shutdownTimeout) {
        /** Returns the maximum number of messages that wait for one listener, {@link #maxPendingMessages}, which must be from 1 to 1,000,000. */
        public int pendingMessages() {
            Settings.requireRange(
                    "nodenet.listener.max-pending-messages", maxPendingMessages, 1, Messaging.MAX_PENDING);
            return maxPendingMessages;
        }

        /** Returns the shorter of {@link #shutdownTimeout} and the timeout of a shutdown phase of the application. */
        public Duration shutdownTimeoutWithin(Duration phaseTimeout) {
            return shutdownTimeout.compareTo(phaseTimeout) < 0 ? shutdownTimeout : phaseTimeout;
        }
    }

    /**
     * Publication of application events.
     *
     * @param enabled Whether to publish events about the node.
     * @param messages Whether to publish each message as an event.
     * @param maxPendingEvents Maximum number of pending events about the node; beyond it the oldest of the same type is dropped.
     */
    public record Events(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean messages,
            @Nullable Integer maxPendingEvents) {}

    /**
     * Shutdown of the node.
     *
     * @param drainTimeout Maximum time to wait for pending messages to be handled when the node closes; at most a third of spring.lifecycle.timeout-per-shutdown-phase.
     */
    public record Shutdown(@Nullable Duration drainTimeout) {}
}
