package io.nodenet.node.core;

import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a connection: the near one of the host that is looked at, ordinarily a node, and the far one of its peer.
 *
 * @param overlay where the hosts are
 */
record Wire(Overlay overlay, Host nearHost, Connection near, Host farHost, Connection far) {
    /** Returns the same connection, looked at from the other side. */
    Wire twin() {
        return new Wire(overlay, farHost, far, nearHost, near);
    }

    NodeId peer() {
        return farHost.id();
    }

    /** Has the peer send a frame given in hexadecimal digits. */
    void say(String frame) {
        say(Vectors.unhex(frame));
    }

    /** Has the peer send a frame. */
    void say(byte[] frame) {
        far.send(Unpooled.wrappedBuffer(frame));
    }

    /** Hands a frame to the near host at once, even if the connection is closed: it may have been queued. */
    void arrive(byte[] frame) {
        nearHost.onFrame(near, Unpooled.copiedBuffer(frame));
    }

    /** Has the peer close its end; the near one learns of it when that arrives. */
    void close(CloseReason reason) {
        far.close(reason);
    }

    /** Ends the near end, of which its host is told in a later event: until then it finds out only by sending. */
    void breakSilently() {
        near.close(CloseReason.PEER_CLOSED);
    }

    /** Has the peer read nothing and fills the connection, so that the near end answers FULL; or has it read again. */
    void stall(boolean on) {
        far.setReading(!on);
        if (on) {
            Host.fill(near);
        }
    }

    /** Returns why the near end has closed, null while it is up. */
    @Nullable
    CloseReason closedFor() {
        return nearHost.closedFor(near);
    }

    /** Returns whether the near host reads what is sent to it: the peer says something that means nothing, and time passes. */
    boolean isRead() {
        long before = nearHost.receivedFrames();
        say(Overlay.UNKNOWN_FRAME);
        overlay.settle();
        return nearHost.receivedFrames() > before;
    }
}
