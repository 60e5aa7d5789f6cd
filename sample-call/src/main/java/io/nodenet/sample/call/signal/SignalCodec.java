package io.nodenet.sample.call.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.text.StrictJson;
import io.nodenet.sample.common.text.TextRules;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads signals as JSON, {@code {"v":1,"type":"ring","call":"…","video":true}}. Thread-safe.
 *
 * <p>Reading checks the size before it parses, and never throws: it counts bytes that are not a signal, and returns an empty result for
 * them.
 */
public final class SignalCodec {
    /** The largest signal in bytes. */
    public static final int MAX_BYTES = 1_024;

    private static final int MAX_STRING = 512;
    private static final int MAX_FIELD_NAME = 32;
    private static final int MAX_DIGITS = 20;
    private static final int MAX_DEPTH = 4;
    private static final int UUID_LENGTH = 36;

    private final DropCounters<SignalDrop> drops;
    private final JsonMapper json = StrictJson.within(
                    new StrictJson.Limits(MAX_BYTES, MAX_STRING, MAX_FIELD_NAME, MAX_DIGITS, MAX_DEPTH))
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /**
     * Creates a codec.
     *
     * @param drops counts bytes that are not a signal
     */
    public SignalCodec(DropCounters<SignalDrop> drops) {
        this.drops = drops;
    }

    /** Returns the bytes of a signal, at most {@value #MAX_BYTES}. */
    public byte[] encode(Signal signal) {
        return json.writeValueAsBytes(Document.of(signal));
    }

    /** Returns the signal in the bytes; if there is none of this version, counts the reason and returns empty. */
    public Optional<Signal> decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return dropped(SignalDrop.TOO_LARGE);
        }
        Document document;
        try {
            document = json.readValue(bytes, Document.class);
        } catch (JacksonException e) {
            return dropped(SignalDrop.MALFORMED);
        }
        if (document == null || document.v() == null || document.type() == null) {
            return dropped(SignalDrop.MALFORMED);
        }
        SignalType type = document.v() == Signal.VERSION ? SignalType.of(document.type()) : null;
        if (type == null) {
            return dropped(SignalDrop.UNKNOWN);
        }
        Signal signal = signal(type, document);
        return signal == null ? dropped(SignalDrop.MALFORMED) : Optional.of(signal);
    }

    private Optional<Signal> dropped(SignalDrop reason) {
        drops.add(reason);
        return Optional.empty();
    }

    private @Nullable Signal signal(SignalType type, Document document) {
        if (type == SignalType.CONTACT_ACCEPT) {
            return new Signal.ContactAccept();
        }
        if (type == SignalType.CONTACT_REQUEST) {
            String name = document.name();
            return name != null && TextRules.isName(name) ? new Signal.ContactRequest(name) : null;
        }
        UUID call = uuid(document.call());
        return call == null ? null : ofCall(type, call, document.video());
    }

    private static Signal.@Nullable OfCall ofCall(SignalType type, UUID call, @Nullable Boolean video) {
        return switch (type) {
            case RING -> video == null ? null : new Signal.Ring(call, video);
            case RINGING -> new Signal.Ringing(call);
            case ACCEPT -> new Signal.Accept(call);
            case REFUSE -> new Signal.Refuse(call);
            case BUSY -> new Signal.Busy(call);
            case HANG_UP -> new Signal.HangUp(call);
            case CONTACT_REQUEST, CONTACT_ACCEPT -> null;
        };
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        if (text == null || text.length() != UUID_LENGTH) {
            return null; // UUID.fromString accepts shorter ones
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The fields of all kinds of signals; those of the other kinds are absent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            @Nullable Integer v,
            @Nullable String type,
            @Nullable String name,
            @Nullable String call,
            @Nullable Boolean video) {
        static Document of(Signal signal) {
            String name = signal instanceof Signal.ContactRequest request ? request.name() : null;
            String call = signal instanceof Signal.OfCall ofCall ? ofCall.call().toString() : null;
            Boolean video = signal instanceof Signal.Ring ring ? ring.video() : null;
            return new Document(Signal.VERSION, signal.type().word(), name, call, video);
        }
    }
}
