package io.nodenet.spring.boot;

import io.nodenet.NodenetException;
import io.nodenet.spring.boot.message.PlainText;
import java.util.stream.Collectors;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * A payload violates the constraints of its type, which the parameter of a listener method asked for with {@code @Valid} or {@code @Validated}.
 *
 * <p>The message has one line and names at most {@value #SHOWN_VIOLATIONS} violations, each as field and message, {@value #SHOWN_CHARACTERS} characters of each.
 */
public final class InvalidPayloadException extends NodenetException {
    /** How many violations the message names. */
    public static final int SHOWN_VIOLATIONS = 5;

    /** How many characters of each. */
    public static final int SHOWN_CHARACTERS = 100;

    private static final long serialVersionUID = 1L;

    private final transient Errors errors;

    /** Creates the failure of a payload that has violations. */
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

    /** Returns a violation without control characters: its message may quote what a stranger sent, and would forge lines of a log. */
    private static String text(ObjectError violation) {
        String text = violation instanceof FieldError field
                ? field.getField() + ": " + violation.getDefaultMessage()
                : String.valueOf(violation.getDefaultMessage());
        return PlainText.oneLine(text, SHOWN_CHARACTERS);
    }

    /** Returns all violations, with the values that violate, which are those of a stranger. */
    public Errors errors() {
        return errors;
    }
}
