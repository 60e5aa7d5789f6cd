package io.nodenet.node.core.connect;

import io.nodenet.BackpressureException;
import io.nodenet.NodenetException;
import io.nodenet.UnroutableException;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.SealedBox;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.message.Learning;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.KnownContact;
import io.nodenet.wire.FrameType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sends routed messages that only their recipient can read: sealed to the key that it told in a rendezvous, which comes first if its key is
 * unknown (docs/protocol/03, section 7).
 *
 * <p>The box is the whole payload of the message, and its additional data is the sender's NodeID, so that nobody else can pass it off as his.
 */
public final class SealedMessages {
    /** The most bytes of contents that wait for the key of their recipient. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private static final int SCALAR_LENGTH = 32;

    private final CoreConfig config;
    private final Turn turn;
    private final Edges edges;
    private final Learning learning;
    private final Rendezvous rendezvous;
    private final Rendezvous.Sender sender;
    private final ApplicationOutput application;
    private int waitingBytes;

    public SealedMessages(
            CoreConfig config,
            Turn turn,
            Edges edges,
            Learning learning,
            Rendezvous rendezvous,
            Rendezvous.Sender sender,
            ApplicationOutput application) {
        this.config = config;
        this.turn = turn;
        this.edges = edges;
        this.learning = learning;
        this.rendezvous = rendezvous;
        this.sender = sender;
        this.application = application;
    }

    /**
     * Sends a content to a peer; completes with the number of copies that left.
     *
     * @param content not copied; must not change afterwards
     * @param timeoutNanos how long the peer has to introduce itself
     */
    public void send(long operation, NodeId peer, byte[] content, long timeoutNanos) {
        KnownContact known = learning.knowledge().get(peer);
        byte[] key = known == null ? null : known.exchangeKey();
        if (key != null) {
            seal(operation, peer, key, content);
            return;
        }
        if (content.length > MAX_WAITING_BYTES - waitingBytes) {
            application.failed(
                    operation,
                    new BackpressureException("Too much waits for the keys of its recipients; try again later"));
            return;
        }
        waitingBytes += content.length;
        rendezvous.ask(peer, timeoutNanos, new Rendezvous.Asker() {
            @Override
            public void onIntroduced(PeerIntroduction introduction) {
                waitingBytes -= content.length;
                seal(operation, peer, introduction.exchangeKey(), content);
            }

            @Override
            public void onFailed(NodenetException cause) {
                waitingBytes -= content.length;
                application.failed(operation, cause);
            }
        });
    }

    private void seal(long operation, NodeId peer, byte[] recipientKey, byte[] content) {
        byte[] scalar = new byte[SCALAR_LENGTH];
        ByteBuffer buffer = ByteBuffer.wrap(scalar);
        while (buffer.hasRemaining()) {
            buffer.putLong(sender.nonces().getAsLong());
        }
        long sealedNanos = turn.wallNanos();
        byte[] bound = SealedBox.boundTo(config.self());
        boolean taken = sender.signatures()
                .sign(
                        config.self(),
                        FrameType.ROUTE,
                        peer,
                        signer ->
                                SealedBox.seal(config.key(), signer, recipientKey, content, bound, sealedNanos, scalar),
                        message -> {
                            int copies = sender.originator().originateSealed(message, Arrays.hashCode(content));
                            if (copies > 0) {
                                application.completed(operation, copies);
                            } else if (edges.table().isEmpty()) {
                                application.failed(
                                        operation, new UnroutableException("There is no edge to leave over"));
                            } else {
                                application.failed(
                                        operation,
                                        new BackpressureException("No edge has room for the message; try again later"));
                            }
                        });
        if (!taken) {
            application.failed(
                    operation, new BackpressureException("Too many messages wait to be sealed; try again later"));
        }
    }
}
