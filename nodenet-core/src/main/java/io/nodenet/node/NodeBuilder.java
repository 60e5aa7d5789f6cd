package io.nodenet.node;

import io.nodenet.ConfigurationException;
import io.nodenet.address.Dialability;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.HostPort;
import io.nodenet.address.IpPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.nat.ReflexiveReports;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.run.DefaultNode;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a {@link Node}: each is checked as it is set, what belongs together by {@link #build}, which starts nothing.
 * A builder may build several nodes, each with a transport of its own. Not thread-safe.
 */
public final class NodeBuilder {
    /** The largest value of {@link #targetEdges}. */
    public static final int MAX_TARGET_EDGES = 1024;

    /** The largest value of {@link #reflexiveQuorum}. */
    public static final int MAX_REFLEXIVE_QUORUM = ReflexiveReports.MAX_REPORTERS;

    /** The largest value of {@link #maxRelaySessions}: each takes two sockets. */
    public static final int MAX_RELAY_SESSIONS = 4096;

    /** Default of {@link #maxPendingMessages}. */
    public static final int DEFAULT_MAX_PENDING_MESSAGES = 4096;

    /** Default of {@link #maxPendingBytes}: 16 MiB. */
    public static final int DEFAULT_MAX_PENDING_BYTES = 16 << 20;

    /** Default of {@link #maxPendingEvents}. */
    public static final int DEFAULT_MAX_PENDING_EVENTS = 1024;

    /** Default of {@link #drainTimeout}: 5 s. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

    /** Default of {@link #submissionBudget}: 8 MiB. */
    public static final int DEFAULT_SUBMISSION_BUDGET = 8 << 20;

    /** Loopback is for networks on one machine. */
    private static final EndpointFilter DIALED_BY_OTHERS = new EndpointFilter(true);

    private static final int SMALLEST_BYTE_LIMIT = 1 << 17;

    private final List<AnchorEntry> anchors = new ArrayList<>();
    private final Set<NodeId> anchorIds = new HashSet<>();
    private final List<HostPort> advertised = new ArrayList<>();
    private @Nullable Identity identity;
    private @Nullable Function<Identity, Transport> transport;
    private @Nullable EdgeAdmission edgeAdmission;
    private @Nullable AddressDisclosure addressDisclosure;
    private @Nullable MediaConsent mediaConsent;
    private @Nullable Executor applicationExecutor;
    private int difficulty = ProofOfWork.DEFAULT_DIFFICULTY;
    private int maxInboundEdges = CoreConfig.DEFAULT_MAX_INBOUND_EDGES;
    private int targetEdges = CoreConfig.DEFAULT_TARGET_EDGES;
    private int maxPendingMessages = DEFAULT_MAX_PENDING_MESSAGES;
    private int maxPendingBytes = DEFAULT_MAX_PENDING_BYTES;
    private int maxPendingEvents = DEFAULT_MAX_PENDING_EVENTS;
    private int reflexiveQuorum = ReflexiveReports.DEFAULT_QUORUM;
    private int submissionBudget = DEFAULT_SUBMISSION_BUDGET;
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    private boolean relay;
    private int maxRelaySessions = RelayLimits.DEFAULTS.maxSessions();
    private ConnectOptions connectOptions = ConnectOptions.DEFAULT;
    private boolean rateLimited = true;
    private @Nullable Path peerBook;

    NodeBuilder() {}

    /** Sets the node's identity. Required. */
    public NodeBuilder identity(Identity value) {
        identity = value;
        return this;
    }

    /** Sets the transport factory, which is called once by each {@link #build}. Required. */
    public NodeBuilder transport(Function<Identity, Transport> factory) {
        transport = factory;
        return this;
    }

    /** Sets the leading zero bits that every ID of the network must have; default 16, 0 for none. All nodes must agree. */
    public NodeBuilder difficulty(int bits) {
        difficulty = ConfigurationException.requireRange("difficulty", bits, 0, ProofOfWork.MAX_DIFFICULTY);
        return this;
    }

    /**
     * Adds an anchor, which is dialed at once and redialed indefinitely. The node itself is left out, so that all entry points of a network
     * can share one list.
     *
     * @throws ConfigurationException if there are {@value Node#MAX_ANCHORS} others already
     */
    public NodeBuilder anchor(AnchorEntry anchor) {
        if (anchorIds.size() == Node.MAX_ANCHORS && !anchorIds.contains(anchor.id())) {
            throw new ConfigurationException("A node has at most " + Node.MAX_ANCHORS + " anchors, and " + anchor
                    + " is one more: leave some out");
        }
        anchorIds.add(anchor.id());
        anchors.add(anchor);
        return this;
    }

    /**
     * Adds an anchor written {@code <64 hex digits>@<host>:<port>}.
     *
     * @throws ConfigurationException if it is malformed, or there are {@value Node#MAX_ANCHORS} others already
     */
    public NodeBuilder anchor(String anchor) {
        return anchor(AnchorEntry.parse(anchor));
    }

    /**
     * Adds an address under which others can reach this node, such as a forwarded port; advertised before addresses the node discovers.
     * It counts as an external address, whatever its port and whatever neighbours report: every peer that may know where the node is gets it,
     * dials it and punches toward it, also a private one, which others take only where they have such themselves.
     *
     * @throws ConfigurationException if it is malformed, is a name, has no port, or is an address that no other node dials: an unspecified,
     *     link-local, multicast or reserved one
     */
    public NodeBuilder advertise(String address) {
        HostPort parsed = HostPort.parse(address);
        IpPort literal = parsed.literal();
        if (literal == null || parsed.port() == 0) {
            throw new ConfigurationException("Invalid advertised address \"" + address
                    + "\": other nodes resolve no names; write a literal ip:port");
        }
        Dialability dialability = DIALED_BY_OTHERS.judge(literal);
        if (dialability != Dialability.DIALABLE) {
            throw new ConfigurationException("Invalid advertised address \"" + address + "\": other nodes dial no "
                    + Labels.of(dialability) + " address; write one at which they reach this node");
        }
        advertised.add(parsed);
        return this;
    }

    /** Sets the maximum number of inbound edges; default 256. */
    public NodeBuilder maxInboundEdges(int edges) {
        maxInboundEdges = ConfigurationException.requireRange("maxInboundEdges", edges, 0, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets the number of edges that the node dials of its own accord; default 32. It dials more only where messages would get lost
     * otherwise: to the 8 nodes nearest to it and to one in each populated bucket. With 0 it neither looks for other nodes nor dials them:
     * its edges are those to its anchors and those that others dial. Anchors and peers that are kept come on top.
     *
     * @throws ConfigurationException if it is negative or above {@value #MAX_TARGET_EDGES}
     */
    public NodeBuilder targetEdges(int edges) {
        targetEdges = ConfigurationException.requireRange("targetEdges", edges, 0, MAX_TARGET_EDGES);
        return this;
    }

    /**
     * Sets how many neighbours must agree on where they see this node before it takes that for its external address and tells others; default
     * 3, minimum 1. From 2 on they must be in two subnets at least. A node with fewer neighbours never learns its external address: lower this
     * in a small network, or {@link #advertise} the address.
     *
     * <p>So many liars can make the node advertise an address of their choice: whoever looks for it then sends a few packets there in vain,
     * never to a wrong peer. With 1 a single neighbour is believed as long as it is the only one, and then two that agree, of whatever
     * subnet.
     *
     * @throws ConfigurationException if it is below 1 or above {@value #MAX_REFLEXIVE_QUORUM}
     */
    public NodeBuilder reflexiveQuorum(int neighbours) {
        reflexiveQuorum = ConfigurationException.requireRange("reflexiveQuorum", neighbours, 1, MAX_REFLEXIVE_QUORUM);
        return this;
    }

    /** Sets the edge admission policy. By default every peer is admitted. */
    public NodeBuilder edgeAdmission(EdgeAdmission admission) {
        edgeAdmission = admission;
        return this;
    }

    /**
     * Sets what decides whose calls the application is offered. Default none: this node takes no calls, but may make some.
     *
     * @return this builder
     */
    public NodeBuilder mediaConsent(MediaConsent consent) {
        mediaConsent = consent;
        return this;
    }

    /** Sets the address disclosure policy. By default every peer that has done the proof of work is told where the node is. */
    public NodeBuilder addressDisclosure(AddressDisclosure disclosure) {
        addressDisclosure = disclosure;
        return this;
    }

    /**
     * Sets where messages are handed over; default a pool of the node with as many threads as there are cores. It is not shut down by the
     * node.
     */
    public NodeBuilder applicationExecutor(Executor executor) {
        applicationExecutor = executor;
        return this;
    }

    /** Sets the maximum number of pending messages, accepted and not yet handled; default 4096. */
    public NodeBuilder maxPendingMessages(int messages) {
        maxPendingMessages = ConfigurationException.requireRange("maxPendingMessages", messages, 1, Integer.MAX_VALUE);
        return this;
    }

    /** Sets the maximum size of pending messages in bytes; default 16 MiB, minimum 128 KiB. */
    public NodeBuilder maxPendingBytes(int bytes) {
        maxPendingBytes =
                ConfigurationException.requireRange("maxPendingBytes", bytes, SMALLEST_BYTE_LIMIT, Integer.MAX_VALUE);
        return this;
    }

    /** Sets the maximum number of events that wait for the application; default 1024, minimum 16. */
    public NodeBuilder maxPendingEvents(int events) {
        maxPendingEvents = ConfigurationException.requireRange("maxPendingEvents", events, 16, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets the maximum number of bytes submitted by application threads but not yet sent. Default 8 MiB, minimum 128 KiB. Direct messages
     * that wait have half of it, and what waits for one peer may be as much as is left of that half for the others.
     */
    public NodeBuilder submissionBudget(int bytes) {
        submissionBudget =
                ConfigurationException.requireRange("submissionBudget", bytes, SMALLEST_BYTE_LIMIT, Integer.MAX_VALUE);
        return this;
    }

    /** Sets how long {@link Node#close} waits until messages that were taken in are handled; default 5 s, zero for not at all. */
    public NodeBuilder drainTimeout(Duration timeout) {
        drainTimeout = ConfigurationException.requireTime("drainTimeout", timeout, Duration.ZERO);
        return this;
    }

    /**
     * Sets whether the node volunteers to relay: then it carries the encrypted packets of pairs of its neighbours that reach each other in no
     * other way, and they learn its address and it theirs. It cannot read what it carries. Default false. Only for a node that others can dial
     * and whose UDP ports all are open; one that knows no such address of its own does not volunteer. How much it carries is a setting of
     * its transport.
     */
    public NodeBuilder relay(boolean volunteers) {
        relay = volunteers;
        return this;
    }

    /**
     * Sets the maximum number of sessions relayed for others; default 256. One peer gets 8 of them at most, or an eighth if that is less, and 16
     * at most lead to one peer, or a quarter. The transport has a limit of its own.
     */
    public NodeBuilder maxRelaySessions(int sessions) {
        maxRelaySessions = ConfigurationException.requireRange("maxRelaySessions", sessions, 1, MAX_RELAY_SESSIONS);
        return this;
    }

    /**
     * Sets how far {@link Node#connect(NodeId)} and {@link Node#sendDirect(NodeId, byte[])} go to reach a peer, and how long a direct message
     * may wait until it leaves; default {@link ConnectOptions#DEFAULT}.
     */
    public NodeBuilder connectOptions(ConnectOptions options) {
        connectOptions = options;
        return this;
    }

    /**
     * Sets the file in which the node keeps good contacts, at most 64 in 32 KiB, so that the next start finds into the network although all
     * anchors are dead. Read by {@link Node#start} on the calling thread; replaced a minute later, every five minutes after that if there
     * is something new, and by {@link Node#close}; made with its directories if it is missing, for the user of this process alone. A file
     * that is damaged or cannot be read or written is one warning in the log, and one that is not a peer book stays as it is. Default: none.
     *
     * @param file null for none
     */
    public NodeBuilder peerBook(@Nullable Path file) {
        peerBook = file;
        return this;
    }

    /** Lifts the rate limits of edges, and the pace of direct messages, when false: for benchmarks in a closed network only. */
    public NodeBuilder rateLimited(boolean limited) {
        rateLimited = limited;
        return this;
    }

    /**
     * Builds the node, which runs nothing yet.
     *
     * @throws ConfigurationException if a setting is missing or invalid; the message names it and the remedy
     */
    public Node build() {
        Identity self = require(identity, "identity", "IdentityMinter.loadOrMint(path, difficulty)");
        Function<Identity, Transport> factory =
                require(transport, "transport", "QuicTransport.factory(quic -> quic.bind(host, port))");
        if (!ProofOfWork.satisfies(self.nodeId(), difficulty)) {
            throw new ConfigurationException("The identity " + self.nodeId() + " has "
                    + self.nodeId().leadingZeroBits() + " leading zero bits, but the difficulty is " + difficulty
                    + ": mint one with IdentityMinter, or set the difficulty of your network");
        }
        for (AnchorEntry anchor : anchors) {
            if (!anchor.id().equals(self.nodeId())) {
                DefaultNode.checkAnchor(anchor, difficulty);
            }
        }
        Transport made = factory.apply(self);
        if (!made.localId().equals(self.nodeId())) {
            made.close();
            throw new ConfigurationException("The transport proves " + made.localId() + " but the identity is "
                    + self.nodeId() + ": give both the same identity");
        }
        return new DefaultNode(settings(self), made);
    }

    NodeSettings settings(Identity self) {
        return new NodeSettings(
                self,
                difficulty,
                anchors,
                advertised,
                edgeAdmission,
                addressDisclosure,
                mediaConsent,
                applicationExecutor,
                maxInboundEdges,
                targetEdges,
                maxPendingMessages,
                maxPendingBytes,
                maxPendingEvents,
                reflexiveQuorum,
                submissionBudget,
                drainTimeout,
                relay ? maxRelaySessions : 0,
                connectOptions,
                rateLimited,
                peerBook);
    }

    private static <T> T require(@Nullable T value, String name, String remedy) {
        if (value == null) {
            throw new ConfigurationException("The " + name + " is missing: set it with " + remedy);
        }
        return value;
    }
}
