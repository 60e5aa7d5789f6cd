package io.nodenet.transport.media;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaListener;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.transport.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One end of a media session without a connection: what it wants of its link, and what its application is told. */
final class MediaEndRig implements MediaLink, MediaListener {
    static final int CHANNEL = 16;

    final SharedCounters<MediaCounter> totals = new SharedCounters<>(MediaCounter.class);
    final MediaEnd end;

    /** What the application has been told, in order: payloads in hexadecimal. */
    final List<String> told = new ArrayList<>();

    /** Why the link was to be closed, in order. */
    final List<MediaCloseReason> closes = new ArrayList<>();

    int wakes;
    long nowNanos = -Duration.ofHours(1).toNanos();

    MediaEndRig(boolean outbound) {
        TimeSource time = new TimeSource() {
            @Override
            public long nanos() {
                return nowNanos;
            }

            @Override
            public long wallNanos() {
                return nowNanos;
            }
        };
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = 1;
        end = new MediaEnd(
                new MediaEnd.Setup(NodeId.of(id), outbound, () -> Endpoint.quic("192.0.2.1:4242"), time, totals, true),
                this);
        end.onMaxFrame(1201);
    }

    /** Gives the end to an application that listens. */
    MediaEndRig listening() {
        end.handOver(Runnable::run, PathKind.RELAYED);
        end.listen(this);
        told.clear();
        return this;
    }

    void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    /** Has a datagram arrive that no other one follows at once. */
    void datagram(ByteBuf frame) {
        end.onDatagram(frame, 1, nowNanos);
        end.endBurst();
    }

    /** Takes what the end has to send, in hexadecimal. */
    List<String> frames() {
        List<String> frames = new ArrayList<>();
        while (end.nextFrame((frame, length) -> frames.add(HexFormat.of().formatHex(frame, 0, length)), nowNanos)) {
            // the next one
        }
        return frames;
    }

    static ByteBuffer payload(int... bytes) {
        ByteBuffer payload = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            payload.put((byte) value);
        }
        return payload.flip();
    }

    long count(MediaCounter counter) {
        return end.stats().get(counter);
    }

    @Override
    public void wake() {
        wakes++;
    }

    @Override
    public void close(MediaCloseReason reason) {
        closes.add(reason);
    }

    private static String hex(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        told.add("datagram " + channel + ' ' + hex(payload));
    }

    @Override
    public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
        told.add("message " + channel + ' ' + hex(payload));
    }

    @Override
    public void onRoom() {
        told.add("room");
    }

    @Override
    public void onMaxDatagramSize(int bytes) {
        told.add("size " + bytes);
    }

    @Override
    public void onClosed(MediaCloseReason reason) {
        told.add("closed " + reason);
    }
}
