package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.InvalidPayloadException;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.ObjectError;

/**
 * The violations of a payload. The first {@value InvalidPayloadException#MAX_VIOLATIONS} are kept and the others are counted, because the
 * payload of a peer can have thousands, each with a path that quotes keys of the peer.
 */
final class PayloadErrors extends BeanPropertyBindingResult {
    /** The maximum number of characters of a path with message codes of its own, of which there is one for each bracket. */
    static final int MAX_CODED_PATH = 128;

    private static final long serialVersionUID = 1L;

    private int count;

    /** Creates an empty result for a payload. */
    PayloadErrors(Object payload, String name) {
        super(payload, name);
    }

    private boolean isFull() {
        return count >= InvalidPayloadException.MAX_VIOLATIONS;
    }

    @Override
    public void addError(ObjectError error) {
        if (!isFull()) {
            super.addError(error);
        }
        count++;
    }

    /** Returns the number of violations, including those that are not kept. */
    @Override
    public int getErrorCount() {
        return count;
    }

    @Override
    public String[] resolveMessageCodes(String errorCode, @Nullable String field) {
        return isFull() || (field != null && field.length() > MAX_CODED_PATH)
                ? new String[] {errorCode}
                : super.resolveMessageCodes(errorCode, field);
    }

    @Override
    public @Nullable Object getRawFieldValue(String field) {
        return isFull() ? null : super.getRawFieldValue(field);
    }
}
