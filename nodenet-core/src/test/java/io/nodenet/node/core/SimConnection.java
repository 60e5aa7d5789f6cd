package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import io.nodenet.transport.memory.VirtualTime;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One end of a simulated connection: ordered, delayed, and able to be stalled, cut or broken in each direction. */
final class SimConnection implements Connection {
    /** Bytes in front of each frame in its buffer, to catch whoever forgets the offset. */
    private static final int MARGIN = 3;

    private final VirtualTime time;
    private final SimHost owner;
    private final NodeId remoteId;
    private final Endpoint remoteEndpoint;
    private final boolean outbound;
    private final long delayNanos;
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private @Nullable SimConnection twin;
    private @Nullable Object attachment;
    private @Nullable CloseReason closed;
    private boolean reading = true;
    private boolean stalled;
    private boolean refused;
    private boolean broken;
    private boolean cut;
    private int sent;

    private SimConnection(VirtualTime time, SimHost owner, SimHost remote, boolean outbound, long delayNanos) {
        this.time = time;
        this.owner = owner;
        this.remoteId = remote.id();
        this.remoteEndpoint = remote.endpoint();
        this.outbound = outbound;
        this.delayNanos = delayNanos;
    }

    /** Connects two hosts; answers the dialer's end. */
    static SimConnection pair(VirtualTime time, SimHost dialer, SimHost acceptor, long delayNanos) {
        SimConnection dialed = new SimConnection(time, dialer, acceptor, true, delayNanos);
        SimConnection accepted = new SimConnection(time, acceptor, dialer, false, delayNanos);
        dialed.twin = accepted;
        accepted.twin = dialed;
        return dialed;
    }

    /** Answers the other end. */
    SimConnection twin() {
        SimConnection other = twin;
        if (other == null) {
            throw new IllegalStateException("Half a connection");
        }
        return other;
    }

    /** Makes this end answer FULL from now on, or end that and tell its owner. */
    void stall(boolean on) {
        stalled = on;
        if (!on && refused) {
            refused = false;
            time.schedule(() -> owner.onWritable(this), 0);
        }
    }

    /** Makes this end answer CLOSED from now on, before anybody was told of a close. */
    void breakSilently() {
        broken = true;
    }

    /** Makes frames and closes of this end vanish on the way, or ends that. */
    void cut(boolean on) {
        cut = on;
    }

    /** Answers why this end closed, null while it is open. */
    @Nullable
    CloseReason closedFor() {
        return closed;
    }

    boolean isReading() {
        return reading;
    }

    /** Answers how many frames this end took. */
    int sentFrames() {
        return sent;
    }

    /** Ends this end as if its peer's process had gone: nothing is said to the other end. */
    void vanish() {
        end(CloseReason.PEER_CLOSED);
    }

    @Override
    public NodeId remoteId() {
        return remoteId;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return remoteEndpoint;
    }

    @Override
    public boolean isOutbound() {
        return outbound;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        if (closed != null || broken) {
            return WriteResult.CLOSED;
        }
        if (stalled) {
            refused = true;
            return WriteResult.FULL;
        }
        sent++;
        byte[] bytes = ByteBufUtil.getBytes(frame);
        if (!cut) {
            time.schedule(() -> twin().arrive(bytes), delayNanos);
        }
        return WriteResult.ACCEPTED;
    }

    @Override
    public boolean isWritable() {
        return !stalled && closed == null;
    }

    @Override
    public void setReading(boolean on) {
        reading = on;
        if (on) {
            time.schedule(this::readUnread, 0);
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closed == null) {
            end(reason);
            if (!cut) {
                time.schedule(() -> twin().end(CloseReason.PEER_CLOSED), delayNanos);
            }
        }
    }

    @Override
    public CloseReason closeReason() {
        return closed == null ? CloseReason.PEER_CLOSED : closed;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object object) {
        attachment = object;
    }

    private void end(CloseReason reason) {
        if (closed == null) {
            closed = reason;
            time.schedule(() -> owner.onClosed(this, reason), 0);
        }
    }

    private void arrive(byte[] frame) {
        unread.add(frame);
        readUnread();
    }

    private void readUnread() {
        while (reading && closed == null && !unread.isEmpty()) {
            byte[] bytes = unread.remove();
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(MARGIN + bytes.length);
            try {
                owner.onFrame(this, buffer.writeZero(MARGIN).skipBytes(MARGIN).writeBytes(bytes));
            } finally {
                buffer.release();
            }
        }
    }
}
