package io.nodenet.spring.boot;

import io.nodenet.NodenetException;
import io.nodenet.spring.boot.message.PlainText;
import java.util.stream.Collectors;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Thrown when a payload violates the constraints of its type and the parameter of the listener method has {@code @Valid} or {@code
 * @Validated}.
 *
 * <p>The message is a single line with at most {@value #SHOWN_VIOLATIONS} violations, each as field and message cut to {@value
 * #SHOWN_CHARACTERS} characters.
 */
public final class InvalidPayloadException extends NodenetException {
    /** The maximum number of violations that are kept; more are only counted. */
    public static final int MAX_VIOLATIONS = 100;

    /** The maximum number of violations in the message. */
    public static final int SHOWN_VIOLATIONS = 5;

    /** The maximum number of characters of each. */
    public static final int SHOWN_CHARACTERS = 100;

    private static final long serialVersionUID = 1L;

    private final transient Errors errors;

    /** Creates an exception for a payload with violations. */
    public InvalidPayloadException(Errors errors) {
        super("The payload is not a valid " + errors.getObjectName() + ": " + text(errors));
        this.errors = errors;
    }

    private static String text(Errors errors) {
        String shown = errors.getAllErrors().stream()
                .limit(SHOWN_VIOLATIONS)
                .map(InvalidPayloadException::text)
                .collect(Collectors.joining("; "));
        int more = errors.getErrorCount() - SHOWN_VIOLATIONS;
        return more > 0 ? shown + "; and " + more + " more" : shown;
    }

    /** Returns a violation without control characters: its message may quote what a peer sent, which could forge log lines. */
    private static String text(ObjectError violation) {
        String text = violation instanceof FieldError field
                ? field.getField() + ": " + violation.getDefaultMessage()
                : String.valueOf(violation.getDefaultMessage());
        return PlainText.oneLine(text, SHOWN_CHARACTERS);
    }

    /**
     * Returns the violations, the first {@value #MAX_VIOLATIONS} with the rejected values, which come from a peer and are not to be
     * trusted; the error count includes the others.
     */
    public Errors errors() {
        return errors;
    }
}
