package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.MediaCloseReason;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A receiver that writes down what a media session brings. */
final class MediaReceiver implements MediaListener {
    final BlockingQueue<MediaFrame> datagrams = new LinkedBlockingQueue<>();
    final BlockingQueue<MediaFrame> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> rooms = new LinkedBlockingQueue<>();
    final BlockingQueue<MediaCloseReason> ends = new LinkedBlockingQueue<>();

    MediaFrame datagram() throws InterruptedException {
        MediaFrame frame = datagrams.poll(QuicPeer.SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("datagram").isNotNull();
        return frame;
    }

    MediaFrame message() throws InterruptedException {
        MediaFrame frame = messages.poll(QuicPeer.SECONDS, TimeUnit.SECONDS);
        assertThat(frame).as("message").isNotNull();
        return frame;
    }

    MediaCloseReason end() throws InterruptedException {
        MediaCloseReason reason = ends.poll(QuicPeer.SECONDS, TimeUnit.SECONDS);
        assertThat(reason).as("end of the session").isNotNull();
        return reason;
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    @Override
    public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
        datagrams.add(new MediaFrame(false, channel, receivedNanos, copy(payload)));
    }

    @Override
    public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
        messages.add(new MediaFrame(true, channel, receivedNanos, copy(payload)));
    }

    @Override
    public void onRoom() {
        rooms.add(true);
    }

    @Override
    public void onMaxDatagramSize(int bytes) {
        sizes.add(bytes);
    }

    @Override
    public void onClosed(MediaCloseReason reason) {
        ends.add(reason);
    }
}
