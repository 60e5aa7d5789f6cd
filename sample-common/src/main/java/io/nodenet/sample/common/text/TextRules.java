package io.nodenet.sample.common.text;

/**
 * Checks which texts may be sent and stored: short enough, well-formed Unicode, no control characters except tab and line feed. PostgreSQL
 * cannot store U+0000, and a lone surrogate survives no encoding. A name must also be fully visible: see {@link VisibleText}.
 */
public final class TextRules {
    /** The maximum length of a message, in UTF-16 units. */
    public static final int MAX_TEXT = 4_000;

    /** The maximum length of a name, in UTF-16 units. */
    public static final int MAX_NAME = 80;

    private TextRules() {}

    /** Returns whether a text is valid for a message. */
    public static boolean isText(String text) {
        return fits(text, MAX_TEXT) && text.chars().allMatch(unit -> unit == '\n' || unit == '\t' || !isControl(unit));
    }

    /** Returns whether a text is valid as a name: one line of visible characters. */
    public static boolean isName(String name) {
        return fits(name, MAX_NAME) && VisibleText.isVisible(name);
    }

    private static boolean fits(String value, int limit) {
        return value.length() <= limit && !value.isBlank() && isWellFormed(value);
    }

    private static boolean isControl(int unit) {
        return Character.getType(unit) == Character.CONTROL;
    }

    private static boolean isWellFormed(String value) {
        return value.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
