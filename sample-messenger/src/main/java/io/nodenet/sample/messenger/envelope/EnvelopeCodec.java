package io.nodenet.sample.messenger.envelope;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nodenet.sample.common.text.StrictJson;
import io.nodenet.sample.common.text.TextRules;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads envelopes as JSON, {@code {"v":1,"t":"ack","stream":1790000000000,"through":17}}. Thread-safe.
 *
 * <p>Reading checks the size before it parses, and never throws: it returns an empty result for bytes that are not an envelope.
 */
public final class EnvelopeCodec {
    /** The largest envelope in bytes: the longest text with every unit escaped, and the other fields. */
    public static final int MAX_BYTES = 6 * TextRules.MAX_TEXT + 1_024;

    /** The highest stream and sequence number: the largest JSON number that is exact in every implementation. */
    static final long MAX_NUMBER = (1L << 53) - 1;

    /** The last millisecond of the year 9999, beyond which databases and browsers disagree. */
    private static final long MAX_TIME = 253_402_300_799_999L;

    private static final int MAX_STRING = 6 * TextRules.MAX_TEXT;
    private static final int MAX_FIELD_NAME = 64;
    private static final int MAX_DIGITS = 32;
    private static final int MAX_DEPTH = 4;

    private final JsonMapper json = StrictJson.within(
                    new StrictJson.Limits(MAX_BYTES, MAX_STRING, MAX_FIELD_NAME, MAX_DIGITS, MAX_DEPTH))
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** Returns the bytes of an envelope, at most {@value #MAX_BYTES}. */
    public byte[] encode(Envelope envelope) {
        return json.writeValueAsBytes(Document.of(envelope));
    }

    /** Returns the envelope in the bytes, empty if there is none of this version. */
    public Optional<Envelope> decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            Document document = json.readValue(bytes, Document.class);
            return document == null ? Optional.empty() : Optional.ofNullable(document.envelope());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The fields of all kinds of envelopes; those of the other kinds are absent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            @Nullable Integer v,
            @Nullable String t,
            @Nullable String name,
            @Nullable UUID id,
            @Nullable Long stream,
            @Nullable Long base,
            @Nullable Long seq,
            @Nullable Long through,
            @Nullable String text,
            @Nullable Long at) {
        private static final String REQUEST = "request";
        private static final String ACCEPT = "accept";
        private static final String MESSAGE = "message";
        private static final String ACK = "ack";

        static Document of(Envelope envelope) {
            if (envelope instanceof Envelope.Request request) {
                return new Document(
                        Envelope.VERSION, REQUEST, request.name(), null, null, null, null, null, null, null);
            }
            if (envelope instanceof Envelope.Message message) {
                return new Document(
                        Envelope.VERSION,
                        MESSAGE,
                        null,
                        message.id(),
                        message.stream(),
                        message.base(),
                        message.sequence(),
                        null,
                        message.text(),
                        message.sentAt().toEpochMilli());
            }
            if (envelope instanceof Envelope.Ack ack) {
                return new Document(
                        Envelope.VERSION, ACK, null, null, ack.stream(), null, null, ack.through(), null, null);
            }
            return new Document(Envelope.VERSION, ACCEPT, null, null, null, null, null, null, null, null);
        }

        @Nullable
        Envelope envelope() {
            if (v == null || v != Envelope.VERSION || t == null) {
                return null;
            }
            return switch (t) {
                case REQUEST -> name != null && TextRules.isName(name) ? new Envelope.Request(name) : null;
                case ACCEPT -> new Envelope.Accept();
                case MESSAGE -> message();
                case ACK ->
                    stream != null && through != null && inRange(stream, 0) && inRange(through, 0)
                            ? new Envelope.Ack(stream, through)
                            : null;
                default -> null;
            };
        }

        private @Nullable Envelope message() {
            if (id == null || stream == null || base == null || seq == null || text == null || at == null) {
                return null;
            }
            boolean numbered =
                    inRange(stream, 1) && inRange(base, 1) && inRange(seq, base) && at >= 0 && at <= MAX_TIME;
            return numbered && TextRules.isText(text)
                    ? new Envelope.Message(id, stream, base, seq, text, Instant.ofEpochMilli(at))
                    : null;
        }

        private static boolean inRange(long value, long least) {
            return value >= least && value <= MAX_NUMBER;
        }
    }
}
