package io.nodenet.sample.call.client;

import io.nodenet.sample.common.process.ClientException;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The WebSocket between a scripted page and its telephone. Streams synthetic frames, and checks those of the other side. Thread-safe. */
public final class MediaStream implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_TEXTS = 1_000;
    private static final int AUDIO_PER_SECOND = 50;
    private static final int VIDEO_PER_SECOND = 30;
    private static final long AUDIO_NANOS = TimeUnit.SECONDS.toNanos(1) / AUDIO_PER_SECOND;
    private static final long VIDEO_NANOS = TimeUnit.SECONDS.toNanos(1) / VIDEO_PER_SECOND;
    private static final int FRAMES_PER_KEY = 90;
    private static final long SEND_SECONDS = 10;

    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Heard audio = new Heard();
    private final Heard video = new Heard();
    private final ArrayDeque<JsonNode> texts = new ArrayDeque<>();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private int sentAudio;
    private int sentVideo;
    private volatile boolean keyFrameWanted;
    private volatile long allowedAudioBps;
    private volatile long allowedVideoBps;

    MediaStream() {}

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened);
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        binary.writeBytes(part);
        if (last) {
            ByteBuffer frame = ByteBuffer.wrap(binary.toByteArray());
            binary.reset();
            (SyntheticFrame.isVideo(frame) ? video : audio).add(frame, nowMicros(), System.nanoTime());
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            JsonNode document = JSON.readTree(text.toString());
            text.setLength(0);
            follow(document);
            synchronized (texts) {
                if (texts.size() == MAX_TEXTS) {
                    texts.remove();
                }
                texts.add(document);
            }
        }
        return null;
    }

    private void follow(JsonNode document) {
        switch (document.path("type").asString("")) {
            case "encode-key-frame" -> keyFrameWanted = true;
            case "target" -> {
                allowedAudioBps = document.path("audioBps").asLong();
                allowedVideoBps = document.path("videoBps").asLong();
            }
            default -> {
                // for the test to read
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete(-1);
    }

    /** Sends audio and video for a while, 50 packets and 30 frames per second of the given sizes; a size of 0 disables a kind. */
    public void stream(Duration duration, int audioBytes, int videoBytes) {
        stream(duration, () -> audioBytes, () -> videoBytes);
    }

    /** Sends audio and video for a while at the rate that the telephone currently permits, like an encoder that follows its target. */
    public void streamAsAllowed(Duration duration) {
        stream(duration, () -> (int) (allowedAudioBps / AUDIO_PER_SECOND / Byte.SIZE), () ->
                (int) (allowedVideoBps / VIDEO_PER_SECOND / Byte.SIZE));
    }

    private void stream(Duration duration, IntSupplier audioBytes, IntSupplier videoBytes) {
        long begun = System.nanoTime();
        long nextAudio = begun;
        long nextVideo = begun;
        while (System.nanoTime() - begun < duration.toNanos() && !closed.isDone()) {
            long now = System.nanoTime();
            if (now >= nextAudio) {
                nextAudio += AUDIO_NANOS;
                if (audioBytes.getAsInt() > 0) {
                    sendAudio(audioBytes.getAsInt());
                }
            }
            if (now >= nextVideo) {
                nextVideo += VIDEO_NANOS;
                if (videoBytes.getAsInt() > 0) {
                    sendVideo(videoBytes.getAsInt());
                }
            }
            LockSupport.parkNanos(Math.min(nextAudio, nextVideo) - System.nanoTime());
        }
    }

    /** Sends one packet of audio. */
    public synchronized void sendAudio(int contentBytes) {
        send(SyntheticFrame.audio(sentAudio++, nowMicros(), contentBytes));
    }

    /** Sends one frame of video: a key frame at first, every three seconds, and on request. */
    public synchronized void sendVideo(int contentBytes) {
        boolean key = sentVideo % FRAMES_PER_KEY == 0 || keyFrameWanted;
        keyFrameWanted &= !key;
        send(SyntheticFrame.video(sentVideo++, nowMicros(), key, contentBytes));
    }

    /** Sends any message, even one that is not a frame. */
    public synchronized void send(ByteBuffer message) {
        await(opened().sendBinary(message, true));
    }

    /** Sends any document, even one that pages do not send. */
    public synchronized void say(String document) {
        await(opened().sendText(document, true));
    }

    private WebSocket opened() {
        return socket.join();
    }

    private void await(CompletableFuture<WebSocket> sent) {
        try {
            sent.get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            closed.complete(-1);
        } catch (TimeoutException e) {
            throw new ClientException("The telephone does not accept data", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("Interrupted", e);
        }
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Returns the figures of sent and received frames. */
    public synchronized StreamFigures figures() {
        return new StreamFigures(sentAudio, sentVideo, audio.figures(), video.figures());
    }

    /** Returns the received documents of a type, at most the last {@value #MAX_TEXTS} of all types. */
    public List<JsonNode> texts(String type) {
        synchronized (texts) {
            List<JsonNode> all = new ArrayList<>();
            for (JsonNode document : texts) {
                if (document.path("type").asString("").equals(type)) {
                    all.add(document);
                }
            }
            return all;
        }
    }

    /** Returns a future that completes with the close code once the socket is closed, -1 if it failed. */
    public CompletableFuture<Integer> closed() {
        return closed.copy();
    }

    /** Disconnects like a page that is closed or reloaded. */
    @Override
    public void close() {
        opened().abort();
    }
}
