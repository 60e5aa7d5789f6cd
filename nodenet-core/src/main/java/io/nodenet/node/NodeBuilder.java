package io.nodenet.node;

import io.nodenet.ConfigurationException;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.run.DefaultNode;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a {@link Node}: each is checked as it is set, what belongs together by {@link #build}, which starts nothing.
 * A builder may build several nodes, each with a transport of its own. Not thread-safe.
 */
public final class NodeBuilder {
    /** Default of {@link #maxPendingMessages}. */
    public static final int DEFAULT_MAX_PENDING_MESSAGES = 4096;

    /** Default of {@link #maxPendingBytes}: 16 MiB. */
    public static final int DEFAULT_MAX_PENDING_BYTES = 16 << 20;

    /** Default of {@link #drainTimeout}: 5 s. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

    /** Default of {@link #submissionBudget}: 8 MiB. */
    public static final int DEFAULT_SUBMISSION_BUDGET = 8 << 20;

    private static final int SMALLEST_BYTE_LIMIT = 1 << 17;

    private final List<AnchorEntry> anchors = new ArrayList<>();
    private final List<HostPort> advertised = new ArrayList<>();
    private @Nullable Identity identity;
    private @Nullable Function<Identity, Transport> transport;
    private @Nullable EdgeAdmission edgeAdmission;
    private @Nullable Executor applicationExecutor;
    private NodeListener listener = new NodeListener() {};
    private int difficulty = ProofOfWork.DEFAULT_DIFFICULTY;
    private int maxInboundEdges = CoreConfig.DEFAULT_MAX_INBOUND_EDGES;
    private int maxPendingMessages = DEFAULT_MAX_PENDING_MESSAGES;
    private int maxPendingBytes = DEFAULT_MAX_PENDING_BYTES;
    private int submissionBudget = DEFAULT_SUBMISSION_BUDGET;
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    private boolean rateLimited = true;

    NodeBuilder() {}

    /** Sets who the node is; required. */
    public NodeBuilder identity(Identity value) {
        identity = value;
        return this;
    }

    /** Sets what makes a node's transport; called once by each {@link #build}, required. */
    public NodeBuilder transport(Function<Identity, Transport> factory) {
        transport = factory;
        return this;
    }

    /** Sets the leading zero bits that every ID of the network must have; default 16, 0 for none. All nodes must agree. */
    public NodeBuilder difficulty(int bits) {
        difficulty = inRange("difficulty", bits, 0, ProofOfWork.MAX_DIFFICULTY);
        return this;
    }

    /** Adds an anchor, a node that is dialed at once and kept for ever. */
    public NodeBuilder anchor(AnchorEntry anchor) {
        anchors.add(anchor);
        return this;
    }

    /**
     * Adds an anchor written {@code <64 hex digits>@<host>:<port>}.
     *
     * @throws ConfigurationException if it is malformed
     */
    public NodeBuilder anchor(String anchor) {
        return anchor(AnchorEntry.parse(anchor));
    }

    /**
     * Adds an address under which others can reach this node, such as the one of a port forwarding; told before those that the node
     * finds by itself.
     *
     * @throws ConfigurationException if it is malformed, is a name, or has no port
     */
    public NodeBuilder advertise(String address) {
        HostPort parsed = HostPort.parse(address);
        if (parsed.literal() == null || parsed.port() == 0) {
            throw new ConfigurationException("Invalid advertised address \"" + address
                    + "\": other nodes resolve no names; write a literal ip:port");
        }
        advertised.add(parsed);
        return this;
    }

    /** Sets the most inbound edges; default 256. */
    public NodeBuilder maxInboundEdges(int edges) {
        maxInboundEdges = inRange("maxInboundEdges", edges, 0, Integer.MAX_VALUE);
        return this;
    }

    /** Sets who decides with whom there are edges; default everybody. */
    public NodeBuilder edgeAdmission(EdgeAdmission admission) {
        edgeAdmission = admission;
        return this;
    }

    /** Sets who is told what happens to the node. */
    public NodeBuilder listener(NodeListener value) {
        listener = value;
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

    /** Sets how many messages may wait for the application; default 4096. */
    public NodeBuilder maxPendingMessages(int messages) {
        maxPendingMessages = inRange("maxPendingMessages", messages, 1, Integer.MAX_VALUE);
        return this;
    }

    /** Sets how many bytes of messages may wait for the application; default 16 MiB, 128 KiB at least. */
    public NodeBuilder maxPendingBytes(int bytes) {
        maxPendingBytes = inRange("maxPendingBytes", bytes, SMALLEST_BYTE_LIMIT, Integer.MAX_VALUE);
        return this;
    }

    /** Sets how many bytes application threads may have submitted that the loop has not taken up; default 8 MiB, 128 KiB at least. */
    public NodeBuilder submissionBudget(int bytes) {
        submissionBudget = inRange("submissionBudget", bytes, SMALLEST_BYTE_LIMIT, Integer.MAX_VALUE);
        return this;
    }

    /** Sets how long {@link Node#close} waits until messages that were taken in are handled; default 5 s, zero for not at all. */
    public NodeBuilder drainTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new ConfigurationException("drainTimeout is " + timeout + ": choose zero or more");
        }
        drainTimeout = timeout;
        return this;
    }

    /** Lifts the rate limits of edges when false: for benchmarks in a closed network only. */
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
        Identity self = require(identity, "identity", "IdentityMiner.loadOrMint(path, difficulty)");
        Function<Identity, Transport> factory =
                require(transport, "transport", "QuicTransport.factory(quic -> quic.bind(host, port))");
        if (!ProofOfWork.satisfies(self.nodeId(), difficulty)) {
            throw new ConfigurationException("The identity " + self.nodeId() + " has "
                    + self.nodeId().leadingZeroBits() + " leading zero bits, but the difficulty is " + difficulty
                    + ": mint one with IdentityMiner, or set the difficulty of your network");
        }
        for (AnchorEntry anchor : anchors) {
            DefaultNode.checkAnchor(anchor, self.nodeId(), difficulty);
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
                listener,
                edgeAdmission,
                applicationExecutor,
                maxInboundEdges,
                maxPendingMessages,
                maxPendingBytes,
                submissionBudget,
                drainTimeout,
                rateLimited);
    }

    private static <T> T require(@Nullable T value, String name, String remedy) {
        if (value == null) {
            throw new ConfigurationException("The " + name + " is missing: set it with " + remedy);
        }
        return value;
    }

    private static int inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigurationException(name + " is " + value + ": choose a value from " + least + " to " + most);
        }
        return value;
    }
}
