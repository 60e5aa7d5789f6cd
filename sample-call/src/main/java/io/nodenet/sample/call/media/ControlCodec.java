package io.nodenet.sample.call.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nodenet.sample.common.text.StrictJson;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Writes and reads control messages as JSON: {@code {"type":"key-frame"}}. Thread-safe; reading never throws. */
public final class ControlCodec {
    /** The largest document of a peer, in bytes. */
    public static final int MAX_PEER_BYTES = 1_024;

    /** The largest document of the page, in bytes. */
    public static final int MAX_PAGE_BYTES = 2_048;

    private static final int MAX_STRING = 64;
    private static final int MAX_FIELD_NAME = 32;
    private static final int MAX_DIGITS = 32;
    private static final int MAX_DEPTH = 2;
    private static final int UUID_LENGTH = 36;
    private static final int PERCENT = 100;
    private static final long MAX_NUMBER = (1L << 53) - 1;

    private static final String JOIN = "join";
    private static final String KEY_FRAME = "key-frame";
    private static final String REPORT = "report";
    private static final String STATE = "state";
    private static final String PING = "ping";
    private static final String PONG = "pong";
    private static final String BYE = "bye";
    private static final String FIGURES = "figures";

    private static final Set<String> OF_PEERS = Set.of(JOIN, KEY_FRAME, REPORT, STATE, PING, PONG, BYE);
    private static final Set<String> OF_PAGES = Set.of(KEY_FRAME, STATE, PING, PONG, FIGURES);

    private final JsonMapper json = StrictJson.within(
                    new StrictJson.Limits(MAX_PAGE_BYTES, MAX_STRING, MAX_FIELD_NAME, MAX_DIGITS, MAX_DEPTH))
            .build();

    /** Returns a document. */
    public byte[] encode(Control control) {
        return json.writeValueAsBytes(Document.of(control));
    }

    /** Returns the control message of a peer, null if it is not one that peers send. */
    @Nullable
    Control ofPeer(ByteBuffer payload) {
        if (payload.remaining() > MAX_PEER_BYTES) {
            return null;
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return decode(bytes, OF_PEERS);
    }

    /** Returns the control message of the page, null if it is not one that pages send. */
    public @Nullable Control ofPage(byte[] text) {
        return text.length > MAX_PAGE_BYTES ? null : decode(text, OF_PAGES);
    }

    private @Nullable Control decode(byte[] bytes, Set<String> allowed) {
        try {
            Document document = json.readValue(bytes, Document.class);
            return document == null || document.type() == null || !allowed.contains(document.type())
                    ? null
                    : document.control();
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The fields of all kinds of documents; those of the other kinds are absent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            @Nullable String type,
            @Nullable String call,
            @Nullable Long bps,
            @Nullable Integer lossPercent,
            @Nullable Boolean muted,
            @Nullable Boolean camera,
            @Nullable Boolean screen,
            @Nullable Long t0,
            @Nullable Long t1,
            @Nullable Long t2,
            @Nullable Double delayMedianMs,
            @Nullable Double delayP99Ms,
            @Nullable Long decodedFrames,
            @Nullable Long audioPackets,
            @Nullable Double jitterTargetMs,
            @Nullable Long concealed) {
        private static Document empty(String type) {
            return new Document(
                    type, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        }

        static Document of(Control control) {
            if (control instanceof Control.Join join) {
                return with(JOIN, join.call().toString(), null, null);
            }
            if (control instanceof Control.Report report) {
                return with(REPORT, null, report.bps(), report.lossPercent());
            }
            if (control instanceof Control.State state) {
                return new Document(
                        STATE,
                        null,
                        null,
                        null,
                        state.muted(),
                        state.camera(),
                        state.screen(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
            }
            if (control instanceof Control.Ping ping) {
                return times(PING, ping.t0(), null, null);
            }
            if (control instanceof Control.Pong pong) {
                return times(PONG, pong.t0(), pong.t1(), pong.t2());
            }
            if (control instanceof Control.Figures figures) {
                return new Document(
                        FIGURES,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        figures.delayMedianMs(),
                        figures.delayP99Ms(),
                        figures.decodedFrames(),
                        figures.audioPackets(),
                        figures.jitterTargetMs(),
                        figures.concealed());
            }
            return empty(control instanceof Control.Bye ? BYE : KEY_FRAME);
        }

        private static Document with(
                String type, @Nullable String call, @Nullable Long bps, @Nullable Integer lossPercent) {
            return new Document(
                    type,
                    call,
                    bps,
                    lossPercent,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        private static Document times(String type, Long t0, @Nullable Long t1, @Nullable Long t2) {
            return new Document(
                    type, null, null, null, null, null, null, t0, t1, t2, null, null, null, null, null, null);
        }

        @Nullable
        Control control() {
            return switch (String.valueOf(type)) {
                case JOIN -> join();
                case KEY_FRAME -> new Control.KeyFrame();
                case REPORT -> report();
                case STATE -> state();
                case PING -> isTime(t0) ? new Control.Ping(number(t0)) : null;
                case PONG ->
                    isTime(t0) && isTime(t1) && isTime(t2)
                            ? new Control.Pong(number(t0), number(t1), number(t2))
                            : null;
                case BYE -> new Control.Bye();
                case FIGURES -> figures();
                default -> null;
            };
        }

        private @Nullable Control join() {
            if (call == null || call.length() != UUID_LENGTH) {
                return null;
            }
            try {
                return new Control.Join(UUID.fromString(call));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private @Nullable Control report() {
            boolean valid = isTime(bps) && lossPercent != null && lossPercent >= 0 && lossPercent <= PERCENT;
            return valid ? new Control.Report(number(bps), lossPercent == null ? 0 : lossPercent) : null;
        }

        private @Nullable Control state() {
            return muted == null || camera == null || screen == null ? null : new Control.State(muted, camera, screen);
        }

        private Control figures() {
            return new Control.Figures(
                    real(delayMedianMs),
                    real(delayP99Ms),
                    number(decodedFrames),
                    number(audioPackets),
                    real(jitterTargetMs),
                    number(concealed));
        }

        private static boolean isTime(@Nullable Long value) {
            return value != null && value >= 0 && value <= MAX_NUMBER;
        }

        private static long number(@Nullable Long value) {
            return value == null ? 0 : value;
        }

        private static double real(@Nullable Double value) {
            return value == null || !Double.isFinite(value) ? 0 : value;
        }
    }
}
