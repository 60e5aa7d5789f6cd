package io.nodenet.sample.common.text;

/**
 * Tells which texts may travel and be stored: short enough, well-formed Unicode, no control characters but tab and line feed. PostgreSQL
 * cannot store U+0000, and a lone surrogate survives no encoding. A name has to show what it is, too: see {@link VisibleText}.
 */
public final class TextRules {
    /** The longest message, in UTF-16 units. */
    public static final int MAX_TEXT = 4_000;

    /** The longest name, in UTF-16 units. */
    public static final int MAX_NAME = 80;

    private TextRules() {}

    /** Returns whether this can be the text of a message. */
    public static boolean isText(String text) {
        return fits(text, MAX_TEXT) && text.chars().allMatch(unit -> unit == '\n' || unit == '\t' || !isControl(unit));
    }

    /** Returns whether this can be a name: one line, in which every character shows. */
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
